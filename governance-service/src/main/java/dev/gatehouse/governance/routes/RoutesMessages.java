package dev.gatehouse.governance.routes;

import io.quarkus.qute.i18n.MessageBundle;

/** What the pages of this feature say. The English stands in {@code messages/routes.properties}, and nothing else prints it. */
@MessageBundle("routes")
public interface RoutesMessages {
    String deploy(String version);

    String version(String version);

    String deployVersion(String version);

    String commandsWithThisVersionsOwnNames();

    String on(String itMayBe, String environment, String route);

    String itMayBeDeployedNow();

    String itCannotBeDeployedOnYet(String environment, String route);

    String gateIsGatesAreClosed(int unmet);

    String aToken();

    String aClientOfYourPipelineSigns(String engineer);

    String getAToken();

    String theGates();

    String printsEveryClosedGateAndHow();

    String checkTheGates();

    String aReleaseForTheBoard();

    String submitARelease();

    String deploy2();

    String isRefusedWithEveryClosedGate();

    String deploy3();

    String inAPipeline();

    String aJobForGithubActionsWith();

    String aJobForGithubActions();

    String theGuideForProgramsDocsApi();
}
