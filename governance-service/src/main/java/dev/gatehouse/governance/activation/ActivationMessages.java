package dev.gatehouse.governance.activation;

import io.quarkus.qute.i18n.MessageBundle;

/** What the pages of this feature say. The English stands in {@code messages/activation.properties}, and nothing else prints it. */
@MessageBundle("activation")
public interface ActivationMessages {
    String notDecided();

    String retire(String pack);

    String policyPacks();

    String theProposalIsMade();

    String anotherPersonWithTheRoleValidator();

    String thePackIsRetired();

    String thePackIsActive();

    String everyModelIsBeingReassessedWhat();

    String theProposalIsRejected();

    String theActivePacksStayAsThey();

    String theProposalIsWithdrawn();

    String proposal();

    String activateVersionOf(String version, String pack);

    String proposed();

    String by(String at, String by);

    String whatItSaysAndChanges();

    String decided();

    String why();

    String theDecision();

    String reassessment();

    String finishedModelsWithAnotherResultThat(String finishedAt, int models, int changed, int failed);

    String underWayModelsSoFarWith(int models, int changed);

    String seeTheFindings();

    String whatWouldChange();

    String onTheDay();

    String modelsCompared();

    String heldToMore();

    String heldToLess();

    String otherwise();

    String modelsWhoseResultWouldChange();

    String modelsWhoseResultWouldChangeBoth(String on);

    String now();

    String then();

    String whatChanges();

    String activePermits();

    String changes(int changes);

    String version(String version);

    String noResultOfTheseModelsWould();

    String noResultWouldChange();

    String theNextModels();

    String yourDecision();

    String nothingWasDecided();

    String youMadeThisProposalSoAnother();

    String activatingTakesEffectForTheNext();

    String charactersItIsWrittenToThe();

    String withdraw();

    String retireThePack();

    String activate();

    String reject();

    String peopleWithTheRoleValidatorOr();
}
