package dev.gatehouse.governance.gates;

import io.quarkus.qute.i18n.MessageBundle;
import java.time.Instant;

/** What the pages of this feature say. The English stands in {@code messages/gates.properties}, and nothing else prints it. */
@MessageBundle("gates")
public interface GatesMessages {
    String version(String version);

    String theEvidenceIsKept();

    String whatWasGivenBeforeStaysIn();

    String theWaiverIsAskedFor();

    String itOpensNothingBeforeABoard();

    String theWaiverIsConfirmed();

    String theWaiverIsRefused();

    String theWaiverIsRevoked();

    String permitsThatRestedOnItAre();

    String gateOf(String id, String model, String version);

    String evidence();

    String yourRolesDoNotIncludeEvidence();

    String tableOfEvidence();

    String givenForThisGateNewestFirst();

    String title();

    String given();

    String as();

    String superseded();

    String download();

    String bytes(String mediaType, long sizeBytes);

    String auditsAreListedWithTheVersion();

    String nothingWasGivenYet();

    String giveEvidence();

    String writeItHereOrChooseA();

    String pdfJsonMarkdownOrTextAt();

    String dataThatTheReportLookedAt();

    String digestsSuchAsSha256ASpace(String artifactSha256);

    String give();

    String waivers();

    String untilForAtMostOfThe(
            String until,
            String trafficCap,
            String requestedBy,
            String requestedAs,
            String requestedAt,
            Instant decidedAt,
            String decidedBy,
            String decidedAs,
            String decidedAt2,
            String rationale,
            Instant endedAt,
            String endedBy,
            String endedAt2,
            String endReason);

    String aMemberOfTheBoardOf();

    String charactersTheBoardAndAuditorsRead();

    String confirmAsTheSecondPerson();

    String refuse();

    String whyItIsToEnd();

    String revoke();

    String thereWasNone();

    String askForAWaiver();

    String charactersTheSecondPersonTheBoard();

    String lastDay();

    String trafficCap();

    String theLargestShareOfTheTraffic();

    String askForTheWaiver();

    String thePolicyOfThisTierLets(String cause);
}
