package dev.gatehouse.governance.inventory;

import io.quarkus.qute.i18n.MessageBundle;

/** What the pages of this feature say. The English stands in {@code messages/inventory.properties}, and nothing else prints it. */
@MessageBundle("inventory")
public interface InventoryMessages {
    String notDone();

    String modelsFromAFile();

    String addAndChangeManyModelsAt();

    String nothingWasChanged();

    String done();

    String modelsAddedModelsChangedAddedOnes(int added, int changed);

    String whatYourFileWouldDo();

    String broughtIn();

    String added();

    String changed();

    String asTheyAre();

    String faulty();

    String putTheFaultyRowsRightIn();

    String theFileSaysWhatTheInventory();

    String rowsOfTheFile();

    String rowsThatAddChangeOrAre(int unshown);

    String endsOnLine();

    String effect();

    String notSaid();

    String notSaidAnyMore();

    String confirmAddChange(int added, int changed);

    String forgetTheFile();

    String bringInAFile();

    String asAStartOrBeginWith(String writeTheInventory, String name);

    String writeTheInventoryOut();

    String aRowWithANameThat();

    String bringTheFileInHereAnd();

    String csvUtf8CommasAtMost();

    String showWhatItWouldDo();

    String everyUseCaseInTheInventory();

    String newModel();

    String myDrafts();

    String tryTheIntakeForm();

    String savedViews();

    String by(String keptBy);

    String nameTitleOwnerOrPurpose();

    String anySuchAsCreditRetail();

    String any();

    String stage();

    String statedStatus();

    String ownerExactly();

    String validatorExactly();

    String developerExactly();

    String thirdPartyExactly();

    String nextValidation();

    String overdue();

    String sortBy();

    String name();

    String riceScoreHighestFirst();

    String riskTierStrictestFirst();

    String changedNewestFirst();

    String without(String key, String value);

    String validationOverdue();

    String showAll();

    String modelsFound();

    String tableOfModels();

    String modelsHighestRiceScoreFirst();

    String modelsStrictestTierFirst();

    String modelsNewestChangeFirst();

    String modelsByName();

    String rice();

    String newestVersion();

    String changedUtc();

    String validationWasDue(String due);

    String of(int versions);

    String noneYet();

    String moreModels();

    String noModelFitsThisUseFewer(String showAll);

    String showAll2();

    String noModelIsRegisteredYetEngineers();

    String thisList();

    String downloadAsCsv();

    String keepThisSearchAs();

    String othersSeeItToo();

    String keep();

    String delete(String name);
}
