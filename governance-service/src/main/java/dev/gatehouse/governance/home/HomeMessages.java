package dev.gatehouse.governance.home;

import io.quarkus.qute.i18n.MessageBundle;

/** What the pages of this feature say. The English stands in {@code messages/home.properties}, and nothing else prints it. */
@MessageBundle("home")
public interface HomeMessages {
    String home();

    String goodToSeeYou(String signedIn);

    String group(String id);

    String time(String id);

    String versionOf(String model, String version);

    String policyPack(String pack);

    String forRoute(String environment, String route);

    String questionsAreOpen(String count);

    String waiverOf(String gate, String environment);

    String emergencyUseIn(String environment);

    String aSuspendedPermitIsTo();

    String tierByOverride(String tier);

    String anotherFileIsTo();

    String itIsToBeRetired();

    String aFindingOfIsTo(String model);

    String onSection(String section);

    String findingOf(String model, String severity);

    String closedIn(String environment, String state);

    String overdue();

    String seeAll(String id);

    String thereAreMoreSeeAll();

    String seeAll2();

    String nothingWaitsForYou();

    String whatYouAreAskedForAppears();

    String thatIsToBeGovernedOr(String registerAModel, String aDraft);

    String registerAModel();

    String aDraft();

    String seeWhatIs(String beforeTheBoard);

    String beforeTheBoard();

    String lookThroughTheAndWhatTheir(String models, String findings);

    String models();

    String findings();

    String watchTheOneClickSuspendsA(String routes);

    String routes();

    String downloadFromTheOrSee(String libraryOfReports, String whatAppliesOn);

    String libraryOfReports();

    String whatAppliesOnAnotherDay();

    String thePortfolioNow();

    String modelsByTier();

    String noModelIsRegisteredYet();

    String liveRoutes();

    String nothingIsDeployedYet();

    String permitsInForce();

    String theyEnd();

    String noPermitIsInForce();

    String openFindings();

    String severity();

    String noFindingIsOpen();

    String column(String code);

    String until(String days);
}
