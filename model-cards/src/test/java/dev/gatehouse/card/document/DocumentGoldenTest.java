package dev.gatehouse.card.document;

import dev.gatehouse.card.Golden;
import dev.gatehouse.card.PdfReading;
import org.junit.jupiter.api.Test;

/** The documents' pages look as they did; what is compared, and how to renew it, is said at {@link Golden}. */
class DocumentGoldenTest {

    @Test
    void oneOfEachKindLooksAsItDid() throws Exception {
        byte[] audit = DocumentPdf.render(Documents.auditReport(), Documents.ISSUED);
        Golden.assertPage(audit, 1, "audit-cover");
        Golden.assertPage(audit, PdfReading.pageOf(audit, "Groups and intersections"), "audit-groups");
        byte[] risk = DocumentPdf.render(Documents.riskAssessment(), Documents.ISSUED);
        Golden.assertPage(risk, PdfReading.pageOf(risk, "Tier and reasons"), "risk-assessment");
        byte[] approval = DocumentPdf.render(Documents.approvalRecord(), Documents.ISSUED);
        Golden.assertPage(approval, PdfReading.pageOf(approval, "Decision"), "approval-record");
    }
}
