package dev.gatehouse.governance.reports;

import io.quarkus.qute.i18n.MessageBundle;

/** What the pages of this feature say. The English stands in {@code messages/reports.properties}, and nothing else prints it. */
@MessageBundle("reports")
public interface ReportsMessages {
    String reports();

    String everythingThatYouMayDownloadNewest();

    String modelVersionOrKind();

    String anySuchAsCreditDefault2();

    String kind();

    String all();

    String showAll();

    String reportsFound();

    String tableOfReportsNewestFirst();

    String reportsNewestFirst();

    String report();

    String of();

    String dateUtc();

    String download();

    String of2(String title, String subject, String label);

    String newest();

    String earlierReports();

    String checkItWithoutUs();

    String noneOfThisNeedsAConnection();

    String evidenceBundleZip();

    String dossierVotesPermitAuditsAndTheir();

    String commandForABundle();

    String approvalRecordPdf();

    String takeOutWhatIsAttachedTo();

    String commandsForAnApprovalRecord();

    String auditReportAndRiskAssessmentPdf();

    String theDigestOfWhatIsAttached();

    String commandsForAReport();

    String theBundlesHasTheSameWith(String readmeTxt);

    String noReportThatYouMayDownload(String showAll);

    String showAll2();

    String thereIsNothingToDownloadYet();

    String aWithEachThatIsRegistered(String riskAssessment, String model);

    String riskAssessment();

    String model();

    String aOnceItIsCompiledOn(String modelCard);

    String modelCard();

    String aWithEachAuditRunThat(String reportOfFairness);

    String reportOfFairnessDriftOrPerformance();

    String anAndAnWithEachThat(String approvalRecord, String evidenceBundle, String release);

    String approvalRecord();

    String evidenceBundle();

    String release();
}
