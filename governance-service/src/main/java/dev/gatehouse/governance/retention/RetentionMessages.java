package dev.gatehouse.governance.retention;

import io.quarkus.qute.i18n.MessageBundle;
import java.time.LocalDate;

/** What the pages of this feature say. The English stands in {@code messages/retention.properties}, and nothing else prints it. */
@MessageBundle("retention")
public interface RetentionMessages {
    String retentionAndLegalHolds();

    String theHoldStands();

    String nothingThatItCoversIsDeleted();

    String liftingIsAskedFor();

    String theHoldStandsUntilASecond();

    String theHoldIsLifted();

    String whatItCoveredIsDeletedOnce();

    String theHoldStandsAsBefore();

    String whatWasOverIsDeleted();

    String theDigestsAreBelowAndIn();

    String someOfWhatWasOverIs();

    String theTimeForOneRunWas();

    String nothingWasDeleted();

    String noRetentionIsOverOrA();

    String predictionsAreKeptAsLongAs();

    String howLongWhatIsKept();

    String retentionByRoute();

    String retentionByRouteForTheModel();

    String keptFor();

    String oldestDay();

    String goesOn();

    String noRecord();

    String held();

    String nothingIsDeployedYet();

    String deleteWhatIsOverNow();

    String itIsDoneByItselfOnce();

    String legalHolds();

    String everyRouteToNoEnd(String route, String environment, String from, LocalDate to, String toDay);

    String placedBy(String placedBy, String placedAt);

    String liftingAskedForBy(String by, String at, String reason);

    String agreedBy(String by, String at, String reason);

    String takeBackWhatYouAsked();

    String agreeOrDecline();

    String askToLiftIt();

    String youAskedForIt();

    String charactersLiftingTakesTwoPeople();

    String agreeAsTheSecondPerson();

    String askToLift();

    String takeItBack();

    String decline();

    String thereIsNoLegalHold();

    String placeAHold();

    String withTheRouteNeitherForEvery();

    String emptyForEveryRoute();

    String firstDay();

    String lastDayEmptyForNoEnd();

    String charactersSuchAsTheMatterAnd();

    String placeTheHold();

    String whatWasDeleted();

    String deletedRouteDaysTheLastFirst();

    String oneRoutesPartOfOneDay();

    String day();

    String requests();

    String labels();

    String reviews();

    String deleted();

    String keptFor2(String environment, String keepFor);

    String neverReviewed(String unreviewed);

    String earlierDeletions();

    String nothingWasDeletedYet();
}
