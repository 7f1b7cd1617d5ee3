package dev.gatehouse.governance.predictions;

import io.quarkus.qute.i18n.MessageBundle;

/** What the pages of this feature say. The English stands in {@code messages/predictions.properties}, and nothing else prints it. */
@MessageBundle("predictions")
public interface PredictionsMessages {
    String whyDoYouLook();

    String aPredictionIsAboutAPerson();

    String purpose();

    String charactersSuchAsComplaint4711Of();

    String showThePrediction();

    String whoLooked(String route);

    String whoLookedAtPredictionsOf(String route);

    String everybodyWhoWasShownWhomPredictions();

    String looks();

    String looksNewestFirst();

    String who();

    String lookedAt(String requestId);

    String searchedFor(String subject);

    String listedSubjects();

    String earlierLooks();

    String nobodyHasLookedYet();

    String notRecorded();

    String predictionOf(String route);

    String predictionOfIn(String route, String environment);

    String noDecision();

    String score(String score);

    String received();

    String about();

    String nobodyStated();

    String review();

    String notAskedFor();

    String label();

    String notYet();

    String yourLookIsOnRecordAnd(String purpose);

    String inputs();

    String theBodyCouldNotBeRead(String inputsUnread);

    String inputsOfThisRow();

    String whatTheModelWasAskedRow(int row, int rows);

    String input();

    String value();

    String protectedAttributeNotShown();

    String theGatewayNoted(String note);

    String whoAskedAndWhatAnswered();

    String caller();

    String callersPurpose();

    String noneStated();

    String asTheFallback(String model);

    String gateway();

    String inSStatus(String gateway, String latencyMicros, int status);

    String request();

    String requestBody();

    String bytesOfThemJson(int bytes, int jsonBytes, String sha256);

    String answerBody();

    String whatCameTrue();

    String notConfirmed();

    String observedPostedBy(String observedAt, String recordedBy, String recordedAt);

    String reviews();

    String stands();

    String nobodyHasReviewedItYet();

    String whoLooked2();

    String notRecorded2();

    String itChangesNeitherTheAnswerThat();

    String uphold(String decision);

    String overrideItShouldHaveBeen(String otherDecision);

    String characters();

    String recordTheReview();

    String noDecisionWasReadFromThis();

    String queueOfReviews(String route);

    String thePredictionIsUpheld();

    String theNextOneIsBelow();

    String thePredictionIsOverridden();

    String tellWhoeverActsOnIt();

    String rowsThatAConditionOfThe();

    String waiting();

    String oldest();

    String noneWaits();

    String purposeOfYourLooks();

    String suchAsDailyReviewOfLow();

    String keepItForThese();

    String rowsThatWaitForAReview();

    String receivedUtc();

    String score2();

    String decision();

    String row(int row);

    String laterRows();

    String nothingWaits();

    String overrideRate();

    String predictionsOf(String route);

    String whatTheGatewaysRecordedNewestFirst();

    String searchPredictions();

    String confidenceBelow();

    String anySuchAs06();

    String any();

    String neededDoneOrNot();

    String done();

    String hasCome();

    String notYet2();

    String subjectExactly();

    String anyNeedsAPurpose();

    String suchAsComplaint4711OfThe();

    String predictionsNewestFirst();

    String predictionsNewestFirstSayWhatFor();

    String subject();

    String fallback();

    String noPurposeStated();

    String earlierPredictions();

    String thereIsNoSuchPredictionA();

    String queueOfReviews2();

    String whatIsDeployedWhereAndWhether();

    String retentionAndLegalHolds();

    String nameBeginsWith();

    String tableOfRoutes();

    String routesByEnvironmentAndName();

    String permitEnds();

    String deployed();

    String fallbackVersionClosed(String version);

    String fallbackVersion(String version);

    String emergencyUse();

    String moreRoutes();

    String noRouteHasANameThat(String name);

    String nothingIsDeployedAfterThose();

    String nothingIsDeployedYetAnEngineer();

    String notSuspended();

    String routeIn(String route, String environment);

    String thePermitIsSuspended();

    String gatewaysSendRequestsToVersionThe(String version);

    String gatewaysRefuseRequestsToThisRoute();

    String ends();

    String emergencyUseBeforeValidation();

    String thisVersionServesAlthoughGatesOf(String expiresAt);

    String thePermitSaysWhy();

    String since(String state, String stateChangedAt, String stateReason);

    String twoPeopleResumeIt(String page);

    String onThePermitsPage();

    String underWhichPermit();

    String grantedBy();

    String theBoard(String issuedAt);

    String twoPeopleInAnEmergency(String issuedAt);

    String noneButTheEndOfThe();

    String fallbackVersion2(String version);

    String callsThatThePermitDoesNot(String model);

    String itsPermit();

    String theRouteServesNobodyWhenThis(String onItsPage);

    String onItsPage();

    String whatThisRouteServedAtA();

    String signedPermitDsse();

    String auditThemDriftPerformanceFairnessDiagnosis();

    String since2();

    String requests();

    String withALabel();

    String thePredictionsOfTheLastDays();

    String theNumbersComeByThemselves();

    String yourRolesDoNotIncludeSingle();

    String tableOfPredictions();

    String theNewestPredictionsAsTheGateways();

    String earlierPredictionsAsTheGatewaysRecorded();

    String noPredictionHasArrivedBeforeThose();

    String noPredictionHasArrived();

    String reviewsByPeople();

    String closeTheGate();

    String thePermitWasNotSuspended();

    String suspendingThePermitTakesOnePerson();

    String requestsGoToVersionTheFallback(String version);

    String everyRequestToThisRouteIs();

    String toOpenItAgainTakesTwo();

    String atLeast10CharactersItIs();

    String suspendThePermitOfTheFallback(String version);

    String versionAnswersNobodyFromNowOn(String version);

    String refuseEveryRequestToThisRoute();

    String suspendThePermit();

    String overrideRateByVersion();

    String howOftenPeopleDecidedOtherwiseBy();

    String reviewed();

    String overridden();

    String intervalWilson();

    String to(Object lower, Object upper);

    String nobodyHasReviewedAPredictionOf();
}
