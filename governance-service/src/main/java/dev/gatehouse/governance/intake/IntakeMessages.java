package dev.gatehouse.governance.intake;

import io.quarkus.qute.i18n.MessageBundle;

/** What the pages of this feature say. The English stands in {@code messages/intake.properties}, and nothing else prints it. */
@MessageBundle("intake")
public interface IntakeMessages {
    String myDrafts();

    String theDraftIsDeleted();

    String intakeFormsThatYouHaveBegun();

    String newModel();

    String allDrafts();

    String drafts();

    String draftsTheLastSavedFirst();

    String asTheAnswersStand();

    String answered();

    String saved();

    String delete();

    String withoutATitle();

    String changes(String model);

    String aNewModel();

    String of(int answered, int questions);

    String deleteTheDraftOf(String texts);

    String deleteTheDraftOfAModel();

    String youHaveNoDrafts();

    String factsOf(String model);

    String oneThingIsThingsAreTo(int faults);

    String theDraftIsSaved();

    String youFindItUnder(String myDrafts);

    String answerWhatYouKnowAQuestion();

    String youHaveSaved(String aDraftFor, String updatedAt);

    String aDraftForThisModel();

    String noPackAsksForTheseFacts(String unasked);

    String check();

    String theModel();

    String name();

    String lowerCaseLettersDigitsAndHyphens();

    String title();

    String whatIsItFor();

    String whatIsItNotFor();

    String oneQuestionLater();

    String manyQuestionsLater();

    String questionThatNeedsQuestionsThatNeed(int later);

    String riskTierAndWhatToDo();

    String riskTierSoFar();

    String theAnswersCouldNotBeChecked();

    String assessFor();

    String saveDraft();

    String saveToModel();

    String registerModel();

    String from();

    String to();

    String ofQuestionsAnsweredAssessedForScorecard(Object answered, Object questions, Object on, Object points);

    String ofQuestionsAnsweredAssessedForScorecardPoints(Object answered, Object questions, Object on, Object points);

    String ofQuestionsAnsweredAssessedFor(Object answered, Object questions, Object on);

    String whatTheLawCallsIt();

    String inForceSince(Object from);

    String bindsFrom(Object from);

    String whyRuleAppliesRulesApply(Object reasons);

    String from2(Object effectiveFrom);

    String aRuleOfTheActivePacks(Object broken);

    String answersToPutRight();

    String whatStillMatters();

    String unsure();

    String saved2(String savedAt);

    String youCanTryAnswersHereEngineers();

    String notAnswered();

    String noneOfThese();

    String unsure2();

    String group();

    String nameOfGroup(Object row);

    String ofGroup(Object column, Object row);

    String moreRows();

    String none();
}
