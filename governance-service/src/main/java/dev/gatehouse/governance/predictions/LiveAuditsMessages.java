package dev.gatehouse.governance.predictions;

import io.quarkus.qute.i18n.MessageBundle;

/** What the pages of this feature say. The English stands in {@code messages/liveaudits.properties}, and nothing else prints it. */
@MessageBundle("liveaudits")
public interface LiveAuditsMessages {
    String liveAuditsOf(String version);

    String version(String version);

    String nothingWasAskedFor();

    String plansThatValidationFixedRunInside();

    String audits();

    String tableOfLiveAudits();

    String theLastLiveAuditsOfThis();

    String askedForUtc();

    String predictionsOfUtc();

    String to(String from, String to);

    String against(String against);

    String noneWasAskedForYet();

    String askForALiveAudit();

    String noPlanIsFixedForThis();

    String noRouteServesThisModelSo();

    String kindAndPlan();

    String choose();

    String fixedCompares(String kind, String fixedAt, String digest);

    String fixed(String kind, String fixedAt, String digest);

    String predictionsOfVersion(String version);

    String from();

    String untilNotIncluded();

    String comparedWithOnlyForAPlan();

    String aPlanOfDriftCanCompare();

    String noStatisticsOfTrainingRowsAre();

    String earlierPredictions();

    String statisticsOfTheTrainingRowsRegistered(String registeredAt, String digest);

    String theSame();

    String referenceFrom();

    String referenceUntilNotIncluded();

    String timeZoneOfTheseTimes();

    String suchAsUtcOrEuropeBerlin();

    String purpose();

    String charactersWhyInputsOrProtectedAttributes();

    String askForTheAudit();

    String liveAuditOf(String version);

    String liveAudits();

    String liveDiagnosisOf(String version);

    String itWasCancelledBeforeItBegan();

    String itHasEnded();

    String itWaitsForItsTurn();

    String atWork(String stage);

    String comparedWith();

    String askedFor();

    String ended();

    String lookAgain();

    String cancelTheAudit();

    String itCameToNoReport(String error);

    String report();

    String reportJson();

    String reportWithEveryFigurePage();

    String report2(String reportDigest);

    String notes();

    String theReportIsInTheForm();

    String charts();
}
