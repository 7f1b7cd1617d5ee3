package dev.gatehouse.governance.search;

import io.quarkus.qute.i18n.MessageBundle;

/** What the pages of this feature say. The English stands in {@code messages/search.properties}, and nothing else prints it. */
@MessageBundle("search")
public interface SearchMessages {
    String search(String q);

    String everythingOnThisPage();

    String wordsOrTheBeginningOfA();

    String hitHitsTheBestOfEach(int shown, int limit);

    String exactlyThis();

    String found(String why);

    String inTheirListWithTheseWords(String title);

    String thereAreMoreTypeMoreOf();

    String nothingThatYouMayOpenFits(String q);

    String whatCanBeLookedFor();

    String ofAModelsNameTitleOwner(String words);

    String words();

    String theAloneOrWithItsModel(String beginningOfA, String creditDefault3);

    String beginningOfAVersion();

    String theOfAReleasePermitFinding(String beginningOfAn, String digestPart, String sha256);

    String beginningOfAnId();

    String digest();

    String aSuchAsTheInThe(String route, String productionCredit, String numberOfAn, String n7);

    String route();

    String numberOfAnAct();

    String youAreShown(String kinds);
}
