package dev.gatehouse.governance.findings;

import io.quarkus.qute.i18n.MessageBundle;

/** What the pages of this feature say. The English stands in {@code messages/findings.properties}, and nothing else prints it. */
@MessageBundle("findings")
public interface FindingsMessages {
    String theFindingIsClosed();

    String itIsWrittenDownWhatWas();

    String theSecondLineClosesTheFinding();

    String theFindingIsOpenAgain();

    String theChangeIsAskedFor();

    String nothingChangesBeforeSomebodyOfAnother();

    String theChangeIsDeclined();

    String theFindingStaysAsItIs();

    String theFindingIsChanged();

    String theFindingIsOpen();

    String of(String kind, String model);

    String severity();

    String due();

    String overdue();

    String openedAgain();

    String times(int reopened);

    String opened();

    String whatWasFound();

    String cause(String cause);

    String whatHappenedSince();

    String byByTheServiceItselfEvidence(String by, String at, String evidence, String evidence2);

    String aChangeWaitsForASecond();

    String askedForByNothingChangesBefore(String by, String as, String at);

    String charactersTheBoardAndAuditorsRead();

    String somebodyOfAnotherFunctionAgrees();

    String agreeAsTheSecondPerson();

    String decline();

    String sayWhatWasDone();

    String remediation();

    String characters();

    String digestOfWhatShowsIt();

    String sha256OrNothing();

    String writeItDown();

    String closeTheFinding();

    String note();

    String whyItCanBeClosedIn();

    String close();

    String itCanBeClosedOnceSomebody();

    String changeIt();

    String whatMakesItMilderOrLeaves();

    String charactersItIsWrittenToThe();

    String change();

    String openItAgain();

    String openAgain();

    String whatOwnersAreToSeeTo();

    String reportAFinding();

    String open();

    String closed();

    String all();

    String findingsNewestFirst();

    String earlierFindings();

    String noFindingIsOpenThereIs(String state, String model);

    String finding();

    String opened2(Object kind, Object openedAt);
}
