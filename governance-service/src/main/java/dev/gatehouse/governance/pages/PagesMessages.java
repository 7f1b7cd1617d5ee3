package dev.gatehouse.governance.pages;

import io.quarkus.qute.i18n.MessageBundle;

/** What the pages of this feature say. The English stands in {@code messages/pages.properties}, and nothing else prints it. */
@MessageBundle("pages")
public interface PagesMessages {
    String whereYouAre();

    String state();

    String file();

    String show();

    String model();

    String none();

    String reason();

    String models();

    String verdict();

    String plan();

    String nothingWasDone();

    String digest();

    String text();

    String by();

    String environment();

    String route();

    String version();

    String youActFor();

    String rationale();

    String toPutRight();

    String findings();

    String owner();

    String any();

    String what();

    String riskTier();

    String search();

    String searchEverything();

    String fromUtc();

    String toUtc();

    String predictions();

    String binding();

    String permit();

    String artifact();

    String conditions();

    String when();

    String routes();

    String skipToTheContent();

    String main();

    String home();

    String releases();

    String permits();

    String reports();

    String policy();

    String outlook();

    String auditTrail();

    String everything();

    String signOut();

    String gatehouseAModelVersionServesOnly();

    String language();

    String copy();

    String copied();

    String welcome();

    String aModelVersionServesOnlyUnder();

    String signIn();

    String youSignInWithYourOrganisations();

    String refused(int status);

    String tellTheOperatorsThisId(String incident);

    String toTheReleases();

    String nothingIsStated();
}
