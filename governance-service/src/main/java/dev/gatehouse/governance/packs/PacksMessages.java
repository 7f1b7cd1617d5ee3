package dev.gatehouse.governance.packs;

import io.quarkus.qute.i18n.MessageBundle;

/** What the pages of this feature say. The English stands in {@code messages/packs.properties}, and nothing else prints it. */
@MessageBundle("packs")
public interface PacksMessages {
    String coverageOfFrameworks();

    String policyPacks();

    String whichPointsOfFiveFrameworksAre();

    String inShort();

    String frameworks();

    String pointsOfEachFramework();

    String framework();

    String met();

    String partly();

    String notMet();

    String from(String certainty, String effectiveFrom);

    String pointsOf(String title);

    String pointsInTheFrameworksOrder();

    String point();

    String metBy();

    String whatIsOpenAndWhy();

    String noActivePackAsksForIt(String kind);

    String nothing();

    String notTaken();

    String theRulesThatSetEveryTier();

    String allPacks();

    String packs();

    String packsById();

    String pack();

    String kind();

    String activeVersion();

    String proposal();

    String otherFiles();

    String law();

    String housePolicy();

    String notActive();

    String retire();

    String version(String version);

    String by(String proposedBy);

    String shipped(String uploadedAt);

    String by2(String uploadedBy, String uploadedAt);

    String bringInAPack();

    String wasNotTaken(String file);

    String noFileWasTaken();

    String theActivePacksStayAsThey(String refused);

    String problemsInTheFile();

    String problemsIn(String file);

    String line();

    String rule();

    String whatIsWrong();

    String theFileIsReadItsRules();

    String aYamlFileOfAtMost();

    String checkAndKeep();

    String notProposed();

    String version2(String file, String version);

    String theFileIsKept();

    String itPassedTestsOfItsOwn(int tests);

    String thisVeryFileIsKeptAlready();

    String active();

    String notActive2();

    String law2();

    String housePolicyNeverLaw();

    String rules();

    String ownTests();

    String passed(int tests);

    String keptSince();

    String shipped2(String uploadedAt);

    String by3(String uploadedAt, String uploadedBy);

    String downloadYaml();

    String proposesToRetireThisPack(String proposedBy, String seeWhatWould);

    String seeWhatWouldChangeAndDecide();

    String proposesVersion(String proposedBy, String version, String seeWhatWould);

    String whatItChanges();

    String comparedWithTheActiveVersionRules(String version);

    String rulesTermsAndFactsAreThe();

    String added(int added);

    String from2(String effectiveFrom, String certaintyLabel);

    String removed(int removed);

    String changed(int changed);

    String changesOf(String id);

    String part();

    String thisFile();

    String terms();

    String changesOfTerms();

    String namedConditionsThatDiffer();

    String term();

    String facts();

    String lineDiffersLinesDiffer(int lines);

    String linesThatDiffer();

    String linesThatOnlyOneOfThe();

    String thisWord();

    String active2();

    String theFilesDifferTooMuchTo();

    String proposeThisVersion();

    String itWasNotProposed();

    String theNextPageShowsWhatWould();

    String charactersTheSecondPersonReadsIt();

    String propose();

    String tableOfRules();

    String rulesInThePacksOrderA();

    String ruleAndSource();

    String whatFollowsAndWhen();

    String binds();

    String line2(String id, String certaintyLabel, int line);

    String condition();

    String until(String effectiveUntil);

    String supersededBy(String supersededBy);

    String from3(String effectiveFrom);

    String ahead();

    String untilThen(String effectiveUntil, String supersededBy);

    String namedConditionsThatTheRulesAbove();

    String factFactsThatItAsksFor(int facts);

    String tableOfFacts();

    String factsInThePacksOrder();

    String fact();

    String question();

    String answer();

    String filesAndProposals();

    String filesOfThisPack();

    String everyFileKeptOfThisPack();

    String kept();

    String by4(String uploadedAt, String uploadedBy);

    String kept2();

    String proposals();

    String retire2();

    String version3(String version);

    String proposedByDecidedBy(String proposedBy, String proposedAt, String decidedBy, String decidedAt);

    String proposedBy(String proposedBy, String proposedAt);

    String retireThisPack();

    String itsRulesWouldApplyToNo();

    String proposeToRetire();
}
