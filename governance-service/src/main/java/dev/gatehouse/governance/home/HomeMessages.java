package dev.gatehouse.governance.home;

import io.quarkus.qute.i18n.MessageBundle;

/** What the pages of this feature say. The English stands in {@code messages/home.properties}, and nothing else prints it. */
@MessageBundle("home")
public interface HomeMessages {
    String home();

    String goodToSeeYou(String signedIn);

    String seeAll(String title);

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
}
