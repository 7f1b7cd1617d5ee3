package dev.gatehouse.governance.releases;

import io.quarkus.qute.i18n.MessageBundle;

/** What the pages of this feature say. The English stands in {@code messages/releases.properties}, and nothing else prints it. */
@MessageBundle("releases")
public interface ReleasesMessages {
    String releases();

    String filterTheReleases();

    String any();

    String onlyOverdueOnes();

    String overdue();

    String theBoardsTimeForTheseIs();

    String releasesWhoseTimeBeforeTheBoard();

    String releasesWhoseTimeBeforeTheBoardIs();

    String release();

    String wasDue();

    String emptySeatsAndWhoWasLast();

    String version(String model, String version);

    String openQuestionS(int openQuestions);

    String nobodyWasSeenYet();

    String waitingForYourVote();

    String releasesThatYouCanVoteOn();

    String nothingWaitsForYou();

    String beforeTheBoard();

    String releasesInReviewThatWaitFor();

    String noOtherReleaseIsInReview();

    String allInReviewNewestFirst();

    String decided();

    String releasesThatAreDecidedOrWithdrawn();

    String noReleaseIsDecidedYet();

    String olderReleases();

    String voteNotTaken();

    String releaseOfVersion(String model, String version);

    String yourVoteIsRecorded();

    String itIsFinalForThisRound();

    String yourWordsAreRecorded();

    String theBoardAndTheSubmitterSee();

    String yourAnswerIsRecorded();

    String theQuestionIsWithdrawn();

    String itBarsNoVoteAnyMore();

    String releaseTo(String environment, String route);

    String lastAudit();

    String submitted();

    String by(String submittedAt, String submittedBy);

    String due();

    String dossier();

    String whatChanged();

    String theBoardsTimeIsOverSince(String dueAt);

    String theEmptySeatsAndWhoWas();

    String whatTheBoardAsksToBe();

    String theReleaseThatAnswersThis();

    String theNextReleaseNamesThisOne(String revises);

    String whatIsAsked();

    String ownedBy(String titlePart, String owner);

    String madeBy(String version, String developers);

    String intendedUse();

    String outOfScope();

    String limitsAskedFor();

    String earlierReleasesOfTheModelFor(String environment);

    String earlierReleases();

    String earlierReleasesOfTheModelForThe(String environment, int notShown);

    String releaseOf();

    String became();

    String version2(String version);

    String theSameArtifact();

    String launchStep(String step);

    String answersToWhatTheBoardAsked();

    String in(String theReleaseThat);

    String theReleaseThatWasSentBack();

    String whatIsAsked2();

    String launchInSteps();

    String theBoardVotesOnEachStep();

    String theStepBefore();

    String whatFollowed();

    String stepsOfTheLaunch();

    String step();

    String in2();

    String limits();

    String permitLives();

    String exitCriteria();

    String askedForHere();

    String days(int validityDays);

    String whatTheStepBeforeCameTo();

    String valueSDifferDiffers(String because, int total);

    String onlyTheFirstAreShownThe();

    String changesIn(String section);

    String where();

    String before();

    String now();

    String notThere();

    String gone();

    String nothingThatTheDossierSaysIs();

    String riskAssessment();

    String theFactsThatItRestsOn();

    String theRiskAssessment();

    String audits();

    String everyRunOnThisVersionIs();

    String noAuditWasRun();

    String runsOfOtherVersions();

    String onTheSameArtifactUnderAnother();

    String runsOfOtherVersionsTheLast(int notShown);

    String cameTo();

    String ended();

    String theAudits();

    String evidence();

    String forTheGateGivenAs(String gate, String givenAt, String givenAs, String digestPart);

    String theModelCardOr(String readIt, String downloadThePdf);

    String readIt();

    String downloadThePdf();

    String nothingWasGiven();

    String theEvidenceAndTheCard();

    String sha256();

    String servedBy();

    String as(String upstream, String upstreamModel);

    String signedFolder();

    String training();

    String whatGoesInAndOut();

    String theArtifact();

    String findingsAndWaivers();

    String noneIsRecorded();

    String waivers();

    String findingsAndWaivers2();

    String yourRolesDoNotIncludeThe();

    String votes();

    String forWord(String voter, String function);

    String lapsedVoterLostTheFunctionDoes();

    String lapsedCastOnAnEarlierDossier();

    String toBeChanged();

    String nobodyHasVotedYet();

    String quorumAndDownloads();

    String quorum();

    String seats(int seats);

    String empty();

    String lastSeenWithIt(String couldFill);

    String missing(String missing);

    String everySeatIsFilled();

    String openQuestionSBarBarsThe(int openQuestions, String openQuestions2);

    String castYourVote();

    String issuedEnds(String issuedAt, String expiresAt);

    String whatItPermitsAndItsActs();

    String signedPermitDsse();

    String downloads();

    String dossierJson();

    String modelCardPdf();

    String approvalRecordPdf();

    String evidenceBundleZip();

    String onThisPage();

    String forWord2();

    String emptySeats();

    String rice(Object rice);

    String permit(Object permit);

    String by2(Object submittedBy);
}
