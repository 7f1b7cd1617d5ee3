package dev.gatehouse.governance.releases;

import io.quarkus.qute.i18n.MessageBundle;

/** What the pages of this feature say. The English stands in {@code messages/board.properties}, and nothing else prints it. */
@MessageBundle("board")
public interface BoardMessages {
    String commentsAndQuestions();

    String askedCommentedOn(String by, Object question, Object about, Object section);

    String withdrawn();

    String aboutAnEarlierDossier();

    String answered(String by);

    String withdrawTheQuestion();

    String answerThisQuestion();

    String reply();

    String yourAnswer();

    String answer();

    String commentOrAskOn(Object title);

    String commentOn(Object title);

    String about();

    String itIs();

    String aComment();

    String aQuestion();

    String noSeatIsFilledUntilIt();

    String plainTextAtMost2000();

    String send();

    String yourVote();

    String yourVoteWasNotTaken();

    String aVoteIsFinalForThis(String dossierDigest);

    String questionSWaitWaitsForAn(Object openQuestions);

    String untilThenNoSeatCanBe();

    String askedBy(Object by);

    String decision();

    String approve();

    String fillsTheSeat();

    String approveWithConditions();

    String fillsTheSeatThePermitIs();

    String requestChanges();

    String closesThisRoundTheNextRelease();

    String reject();

    String closesTheRoundForGood();

    String abstain();

    String isRecordedAndFillsNoSeat();

    String whyIn10To4000();

    String whatIsToBeChanged();

    String onlyWithRequestChangesOneItem();

    String onlyWithApproveWithConditionsConditions();

    String atMostThisShareOfSubjects();

    String perCentSuchAs5Or();

    String endsOn();

    String thePermitEndsWhenThisDay();

    String onlyThesePurposes();

    String separatedByCommasSuchAsCredit();

    String onlyTheseCallers();

    String clientIdsSeparatedByCommasClient();

    String aPersonReviewsThisShareOf();

    String perCentChosenAtRandom();

    String aPersonReviewsBelowThisConfidence();

    String from0To1SuchAs();

    String onlyThisSegment();

    String aCelExpressionOverTheInputs();

    String castTheVote();

    String youCannotVoteOnThisRelease();
}
