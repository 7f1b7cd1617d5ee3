package dev.gatehouse.governance.cards;

import io.quarkus.qute.i18n.MessageBundle;

/** What the pages of this feature say. The English stands in {@code messages/versions.properties}, and nothing else prints it. */
@MessageBundle("versions")
public interface VersionsMessages {
    String version(String model, String version);

    String gates();

    String allOpen();

    String ofOpen(long openGates, int gates);

    String registered();

    String developers();

    String lineageFromItsDataToThe();

    String deployItCommandsToCopy();

    String emergencyUseBeforeValidation();

    String twoPeopleNotTheBoardLet(String environment, String route, String expiresAt);

    String thePermitSaysWhy();

    String modelCard();

    String completenessTextsAndDownloads();

    String whatTheCardLacksAndIts();

    String cardPdf();

    String cardPage();

    String cardJson();

    String noCardIsCompiledYet();

    String tableOfGates();

    String whatMustBeShownBeforeThis();

    String gate();

    String why();

    String waived();

    String evidence(String evidence);

    String ifItCannotWait(String ask);

    String askForEmergencyUse();

    String audits();

    String yourRolesDoNotIncludeAudits();

    String tableOfAudits();

    String runsOfAuditPlansOnThis();

    String askedFor();

    String noAuditWasRunYet();

    String liveAuditsPlansOnWhatGateways();

    String evidence2();

    String tableOfEvidence();

    String givenForTheGatesOldestFirst();

    String title();

    String given();

    String as();

    String superseded();

    String nothingWasGivenYet();

    String waivers();

    String tableOfWaivers();

    String gatesThatWereToBeOpened();

    String closedFor();

    String until();

    String shareOfTraffic();

    String atMost(String trafficCap);

    String thereWasNone();

    String releasesAndPermits();

    String tableOfReleases();

    String releasesOfThisVersionNewestFirst();

    String submitted();

    String forWord();

    String until2(String expiresAt);

    String signedPermit();

    String itWasNotSubmittedToThe();

    String sha256();

    String servedBy();

    String as2(String upstream, String upstreamModel);

    String training();

    String statisticsOfTheTrainingRows();

    String tableOfStatisticsOfTheTraining();

    String registeredWithThisVersionNewestFirst();

    String trainingRows();

    String nothingOf(String missingInputs);

    String noneAreRegisteredAnEngineerWrites(String gatehouseAuditStatistics);
}
