package dev.gatehouse.governance.models;

import io.quarkus.qute.i18n.MessageBundle;
import java.time.Instant;

/** What the pages of this feature say. The English stands in {@code messages/models.properties}, and nothing else prints it. */
@MessageBundle("models")
public interface ModelsMessages {
    String theModelIsRegistered();

    String itsFirstAssessmentIsBelow();

    String theParticularsAreSaved();

    String andAssessedAnew(String theModelIs);

    String theModelIsChanged();

    String assessment();

    String registered();

    String use();

    String intended();

    String outOfScope();

    String inventory();

    String nothingIsSaidYetOnPurpose();

    String editParticulars();

    String historyOfEveryField();

    String versions();

    String tableOfVersions();

    String registeredVersionsOldestFirst();

    String artifactSha256();

    String developers();

    String noVersionIsRegisteredYet();

    String openFindings();

    String openFindingsOfThisModelNewest();

    String allFindingsOfThisModel();

    String riskAssessment();

    String whatAppliesOn();

    String today();

    String overrides();

    String thisIsWhatTheActivePacks(String on);

    String asksToOverrideTheTierTo(String requestedBy, String tier, String until, String seeAndDecide);

    String seeAndDecide();

    String facts();

    String editFacts();

    String tableOfFacts();

    String whatTheOwnerStatedTheAssessment();

    String fact();

    String answer();

    String historyOfAssessments();

    String tableOfAssessments();

    String storedAssessmentsNewestFirstFactsPacks();

    String stored();

    String forTheDay();

    String tier();

    String packs();

    String document();

    String assessmentAsPdf(String digest);

    String pdf();

    String outlookFor(String on);

    String whatAppliesOn2(String on);

    String everyModelAsItsFactsStand();

    String day();

    String daysOnWhichRulesBeginOr();

    String ruleRules(int citations);

    String rulesThatBeginOrEndOn(String day);

    String noResultChanges();

    String modelChanges();

    String modelsChange(long changing);

    String modelsTodayAndThen();

    String modelsByName();

    String whatChanges();

    String changes(int changes);

    String nothing();

    String moreModels();

    String noModelIsRegisteredYet();

    String overridesOf(String model);

    String theOverrideIsAskedFor();

    String itHasNoEffectBeforeAnother();

    String andTheModelAssessedAnewOne(String theOverrideIs);

    String theOverrideIsConfirmed();

    String theOverrideIsRevoked();

    String factsAndPacksGiveTwoPeople(String assessed);

    String untilAskedForByConfirmedBy(
            String until,
            String requestedBy,
            String requestedAt,
            Instant confirmedAt,
            String confirmedBy,
            String confirmedAt2,
            Instant endedAt,
            String endedBy,
            String endedAt2,
            String endReason);

    String confirmAsTheSecondPerson();

    String youAskedForItSoAnother();

    String whyItIsToEnd();

    String revoke();

    String thereWasNone();

    String askForAnOverride();

    String tierThatIsToHold();

    String lowRisk();

    String mediumRisk();

    String highRisk();

    String charactersTheSecondPersonTheBoard();

    String lastDay();

    String atTheLatestAfterItThe(String latest);

    String askForTheOverride();

    String particularsOf(String model);

    String nothingWasSaved();

    String whatTheInventorySaysBeyondTitle();

    String whatItIs();

    String status();

    String whatYouSayItIsWhether();

    String notSaid();

    String howPressingItIsRice();

    String reachImpactConfidenceEffortTheBoards();

    String dates();

    String save();

    String leaveWithoutSaving();

    String historyOf(String model);

    String everyFieldThatWasChangedFrom();

    String revision(int revision);

    String byBySomebodyBeforeTheHistory(String at, String by, boolean beginning);

    String changesOfRevision(int revision);

    String whatWasSaidFirst();

    String whatRevisionChanged(int revision);

    String field();

    String before();

    String value();

    String after();

    String notSaid2();

    String notSaidAnyMore();

    String itWasSavedWithoutAChange();

    String thereIsNoEarlierRevision(String showTheNewest);

    String showTheNewest();

    String earlierRevisions();

    String reportAFinding();

    String itWasNotOpened();

    String severity();

    String theTierSaysByWhenIt();

    String whatIsWrong();

    String oneSentenceAtMost200Characters();

    String detail();

    String aLineForEachPointAt();

    String whoIsToSeeToIt();

    String aSignInNameOrA();

    String openTheFinding();

    String assessedForScorecardPoints(Object on, Object points);

    String assessedFor(Object on);

    String theTierIsOverriddenFactsAnd(Object assessed, Object wanted, Object until);

    String anOverrideToUntilHasNo(Object wanted, Object until);

    String notSettledAtLeastAtMost(Object tier, Object tierAtMost);

    String factsThatAreMissing();

    String theyCouldStillChangeTheResult();

    String answeredUnsure(String name, Object question);

    String whatTheLawCallsIt();

    String inForceSince(Object from);

    String aheadBindsFrom(Object from);

    String noLegalClassApplies();

    String why();

    String reasonsOfTheAssessment();

    String everyRuleThatFiredWithIts();

    String source();

    String whatFollows();

    String bindsFrom();

    String fact2();

    String facts2(Object facts);

    String ahead();

    String whatTheTierAsksOfA();

    String seatsOnTheBoard();

    String dutyDutiesOutsideTheGates(Object duties);

    String from(Object citation, Object from);

    String due(Object deadline);

    String policyPacksApplied();

    String version(Object title, Object version, String digestPart);
}
