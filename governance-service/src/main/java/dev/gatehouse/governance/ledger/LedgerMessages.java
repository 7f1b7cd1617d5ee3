package dev.gatehouse.governance.ledger;

import io.quarkus.qute.i18n.MessageBundle;

/** What the pages of this feature say. The English stands in {@code messages/ledger.properties}, and nothing else prints it. */
@MessageBundle("ledger")
public interface LedgerMessages {
    String leaf(Long index);

    String auditTrail();

    String leafOfTheLedger(Long index);

    String subject();

    String actor();

    String theLeaf();

    String theseBytesAreHashedTheRecord();

    String theLeafsBytes();

    String recordOfTheAct();

    String leafHash();

    String theProofThatItIsIn();

    String thisServiceHasJustCheckedIt();

    String checkpoint();

    String leavesSigned(long checkpoint, String at);

    String root();

    String hashesFromTheLeafUpTo();

    String theLeafIsTheOnlyOne();

    String theSignedCheckpoint();

    String downloadTheProof();

    String c2spTlogProofIndexHashesAnd();

    String downloadTheLeaf();

    String itsBytesAsTheyAreHashed();

    String howToCheckIt();

    String takeTheLeafsBytesSha256();

    String commandForTheLeafHash();

    String goUpWithEachHashSha();

    String checkTheCheckpointsSignatureWithThe();

    String anyToolThatReadsC2spTlog(String gatehouseLedgerVerify);

    String theLeafWaitsForItsCheckpoint();

    String everyActIsALeafOf();

    String actorsAreShownByTheirPseudonyms();

    String act();

    String subjectBeginsWith();

    String anySuchAsPermit();

    String actorNameOrPseudonym();

    String actorPseudonym();

    String anybody();

    String acts();

    String actsNewestFirst();

    String leaf2();

    String whenUtc();

    String leafAndItsProof(long index);

    String earlierActs();

    String downloadTheseActsAsCsv();

    String allPagesAtMostTheDownload(int csvLimit);

    String thereIsNoSuchAct();
}
