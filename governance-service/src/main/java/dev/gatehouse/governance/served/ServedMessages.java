package dev.gatehouse.governance.served;

import io.quarkus.qute.i18n.MessageBundle;

/** What the pages of this feature say. The English stands in {@code messages/served.properties}, and nothing else prints it. */
@MessageBundle("served")
public interface ServedMessages {
    String notAnswered();

    String whatServed(String route);

    String whatThisRouteServedAtA();

    String theMomentCouldNotBeRead();

    String dayAndTime();

    String timeZone();

    String suchAsEuropeBerlin0100();

    String at(String moment);

    String thisAnswerAsPdf();

    String deployed();

    String until();

    String now();

    String proof();

    String leaf(Long leaf);

    String fallback();

    String itsPermitThen();

    String sinceBy(String since, String by);

    String since(String since);

    String emergencyUse();

    String granted();

    String release();

    String ends();

    String noneButTheEndOfThe();

    String byWhoseWord();

    String whoLetServe(String version);

    String whoLetServeAndWhy(String version);

    String person();

    String as();

    String word();

    String whatTheGatewaysRecorded();

    String requestsOfTheFiveMinutesBefore();

    String requestsAroundTheMoment();

    String requestsFromToUtc(String from, String to);

    String requests();

    String firstUtc();

    String lastUtc();

    String noRequestWasRecordedInThose();

    String theLastRequestUpToThe(String version, String mode, String at, String permit);

    String theLogHasNoRequestUp();

    String predictionsOfThoseMinutes();

    String everyDeployment();

    String deployments();

    String deploymentsOnNewestFirstTheNewest(String route);

    String deploymentsOnNewestFirst(String route);

    String from();

    String fallback2();

    String deployedBy();

    String withinASecond();
}
