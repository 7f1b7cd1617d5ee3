package dev.gatehouse.governance.cards;

import io.quarkus.qute.i18n.MessageBundle;

/** What the pages of this feature say. The English stands in {@code messages/cards.properties}, and nothing else prints it. */
@MessageBundle("cards")
public interface CardsMessages {
    String notDone();

    String modelCardOfVersion(String model, String version);

    String version(String version);

    String andGivenAsEvidence(String theCardIs);

    String theCardIsCompiled();

    String itsGateIsOpen();

    String itsGateIsClosed(String why);

    String theTextsAreCarriedOver();

    String readEachItWasWrittenFor();

    String modelCard();

    String card();

    String compiled(String givenAt);

    String notCompiledYet();

    String gate();

    String theCardIsCompiledFromRegistration();

    String compileAndDownload();

    String oneTextWasTextsWereWritten(long changed);

    String compileAgain();

    String compileTheCard();

    String page();

    String pdf();

    String json();

    String cyclonedxMlBom();

    String huggingFaceReadme();

    String thereIsNothingToDownloadBefore();

    String compareWithTheCardOfAnother();

    String howCompleteItIs();

    String ofWhatEachFrameworkAsksOf();

    String tableOfFrameworks();

    String shareThatIsProvidedOrStated();

    String framework();

    String share();

    String perCent();

    String asked();

    String provided();

    String notApplicable();

    String missing();

    String reached();

    String notReached();

    String nothing();

    String oneThingIsMissing();

    String thingsAreMissing(int gaps);

    String writtenTexts();

    String tableOfWrittenTexts();

    String whatOnlyPeopleCanSayIn();

    String written();

    String revision();

    String notProvided();

    String sinceTheCardWasCompiled();

    String carriedOverFromVersionWhereWrote(String version, String writtenBy);

    String nobodyYet();

    String carryOverWhatIsMissingFrom();

    String carryOver();

    String notCompared();

    String whatDiffersBetweenTwoCardsOf(String model);

    String theCardsWereNotCompared();

    String whatDiffersFromAnotherCard();

    String compareVersionWith(String version);

    String compare();

    String noOtherVersionHasACard();

    String thisVersionHasNoCardYet(String version, String card);

    String bothCardsReadTheSame();

    String oneDifference();

    String differences(int changes);

    String cardOfVersionCompiledCardOf(
            String with, String digestPart, String givenAt, String version, String digestPart2, String givenAt2);

    String tableOfDifferences();

    String whatOneCardSaysAndThe();

    String entry();

    String nothingIsWritten();

    String notSaved();

    String cardOf(String now, String model, String version);

    String asRevisionTheCardTakesIt(String theTextIs, int revision, String compiled);

    String theTextIsSaved();

    String compiled2();

    String theTextIsTakenBack();

    String whatWasWrittenStaysInThe();

    String nothingWasSaved();

    String writtenTextForTheCardOf(String model, String version);

    String asItStands();

    String notApplicableBecause(String notApplicable);

    String notProvidedTheCardSaysSo();

    String write();

    String preview();

    String theCardHas();

    String aText();

    String noTextBecauseItDoesNot();

    String markdownParagraphsListsEmphasisTablesQuotes(int maxChars);

    String whyItDoesNotApply();

    String aClauseThatReadsOnAfter();

    String save();

    String takeTheTextBack();

    String history();

    String tableOfRevisions();

    String theLastOfRevisionsNewestFirst(int history, int revisions);

    String everyRevisionNewestFirstNothingIs();

    String revision2(int revision);

    String takenBack();

    String whatRevisionChanged(int revision);

    String theRevisionsDifferTooMuchTo();

    String noLineDiffersFromRevision(int before);

    String linesThatDiffer();

    String linesThatOnlyOneHasRevision(int before, int revision);

    String side();

    String line();

    String added();

    String removed();

    String nobodyHasWrittenItYet();
}
