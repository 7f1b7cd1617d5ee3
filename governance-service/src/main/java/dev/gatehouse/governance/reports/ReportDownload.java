package dev.gatehouse.governance.reports;

import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Sends a printed document: a PDF as a file to keep, a page to be read. */
final class ReportDownload {

    /** The document is a page of its own with its styles inside, so the policy of the other pages would leave it bare. */
    private static final String POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; frame-ancestors 'none'; sandbox";

    private ReportDownload() {}

    static Response pdf(Reports.Printed printed) {
        return Response.ok(printed.bytes(), "application/pdf")
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + printed.name() + "\"")
                .build();
    }

    static Response page(Reports.Printed printed, HttpServerResponse answer) {
        // Set here, since a header of a Response would come on top of the policy that every answer has.
        answer.headers().set("Content-Security-Policy", POLICY);
        return Response.ok(printed.bytes(), MediaType.TEXT_HTML_TYPE.withCharset("UTF-8"))
                .build();
    }

    static Response inForm(Reports.Printed printed, HttpServerResponse answer) {
        return switch (printed.form()) {
            case PDF -> pdf(printed);
            case HTML -> page(printed, answer);
        };
    }
}
