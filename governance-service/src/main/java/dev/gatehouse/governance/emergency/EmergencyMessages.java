package dev.gatehouse.governance.emergency;

import io.quarkus.qute.i18n.MessageBundle;

/** What the pages of this feature say. The English stands in {@code messages/emergency.properties}, and nothing else prints it. */
@MessageBundle("emergency")
public interface EmergencyMessages {
    String notAsked();

    String emergencyUse();

    String permits();

    String letsAVersionServeBeforeIt();

    String itWasNotAskedFor();

    String whatAndWhere();

    String howMuchAndHowLong();

    String shareOfSubjects();

    String suchAs01EmptyThe();

    String endsOn();

    String whenThisDayBeginsUtcEmpty();

    String whyItCannotWait();

    String charactersItIsInTheDossier();

    String askForEmergencyUse();

    String notTaken();

    String emergencyUseOf(String model, String version);

    String emergencyUseOf2();

    String ends();

    String asLateAsThePolicyAllows();

    String askedBy();

    String as(String requestedBy, String capacity);

    String asked();

    String whatIsNotShownYet();

    String everyGateIsOpenARelease();

    String dossier(String dossierDigest);

    String theWholeDossierJson();

    String whatWasDecided();

    String byFor(String decidedBy, String decidedAs, String decidedAt);

    String by(String decidedBy, String decidedAt);

    String thePermit();

    String yourDecision();

    String itWasNotTaken();

    String confirm();

    String youActForAFunctionThat(String confirmBefore);

    String aMemberOfTheBoardOf(String confirmBefore);

    String charactersItIsWrittenToThe();

    String letItServeBeforeValidation();

    String refuse();

    String characters();

    String refuseIt();

    String whatMayServeWhereOnWhose();

    String emergencyUseThatWaitsForA();

    String askedForByAsItCan(String model, String requestedBy, String capacity, String confirmBefore);

    String on(String model, String version, String environment, String route);

    String moreRequestsWaitNameAModel();

    String active();

    String endingWithin30Days();

    String suspended();

    String all();

    String tableOfPermits();

    String permitsNewestFirst();

    String where();

    String grantedBy();

    String issued(String issuedAt);

    String twoPeopleBeforeValidation();

    String theBoard();

    String earlierPermits();

    String thereIsNoSuchPermitOf(String model);

    String noPermitIs(String show);

    String seeAllPermits(String all);

    String allPermits();

    String askForEmergencyUseOfA();

    String notDone();

    String permitOf(String model, String version);

    String thePermitIsSuspended();

    String withinASecondGatewaysLetNothing();

    String thePermitIsRevoked();

    String withinASecondGatewaysLetNothingThrough();

    String youHaveAskedToResumeIt();

    String itOpensWhenASecondPerson();

    String thePermitIsActiveAgain();

    String gatewaysServeItWithinASecond();

    String emergencyUseIsConfirmed();

    String theVersionCanBeDeployedNow();

    String permitOf2();

    String tier();

    String validFrom();

    String emergencyUseBeforeValidation();

    String twoPeopleGrantedItNotThe(String reason);

    String twoPeopleGrantedItNotTheBoard();

    String since(String state, String stateChangedAt, String stateReason);

    String whatItPermits();

    String dossier2();

    String twoPeopleInAnEmergency();

    String noneButTheEndOfThe();

    String votesOnIt();

    String tableOfVotes();

    String asThePermitNamesThemPseudonyms();

    String voter();

    String function();

    String decision();

    String whatHappenedToIt();

    String tableOfActs();

    String everyActOldestFirst();

    String act();

    String checkItWithoutUs();

    String thePermitIsAnInToto(String id, String openssl);

    String signedPermitDsse();

    String inTheLedger();

    String leafAndItsProof(Long index);

    String leaf(Long index);

    String notYetInTheTreeIt();

    String noActIsRecorded();

    String closeOrOpenTheGate();

    String nothingWasChanged();

    String openTheGateAgain();

    String somebodyAskedForIt(String resumeAskedAt, String resumeAskedReason);

    String ifYouAgreeItOpensAt();

    String itTakesTwoPeopleOneOf();

    String whoResumes();

    String reasonToResume();

    String agreeAndResume();

    String askToResume();

    String closeTheGate();

    String onePersonIsEnoughWithinA();

    String reasonToSuspend();

    String charactersItIsShownToThe();

    String suspendThePermit();

    String endItForGood();

    String aRevokedPermitCannotBeResumed();

    String reasonToRevoke();

    String revokeThePermit();
}
