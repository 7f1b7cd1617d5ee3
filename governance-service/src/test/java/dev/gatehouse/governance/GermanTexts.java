package dev.gatehouse.governance;

import dev.gatehouse.governance.home.HomeMessages;
import dev.gatehouse.governance.models.ModelsMessages;
import dev.gatehouse.governance.pages.PagesMessages;
import io.quarkus.qute.i18n.Localized;
import io.quarkus.qute.i18n.Message;

/**
 * A few of the pages' texts in German, for the test that pages are translated. They are in code since a folder of messages among a test's
 * resources would hide the application's own.
 */
final class GermanTexts {

    private GermanTexts() {}

    @Localized("de")
    public interface Pages extends PagesMessages {

        @Override
        @Message("de")
        String language();

        @Override
        @Message("Abmelden")
        String signOut();
    }

    @Localized("de")
    public interface Home extends HomeMessages {

        @Override
        @Message("{model}, Fassung {version}")
        String versionOf(String model, String version);

        @Override
        @Message("{model} ({severity})")
        String findingOf(String model, String severity);
    }

    @Localized("de")
    public interface Models extends ModelsMessages {

        @Override
        @Message("Angaben zu {model}")
        String particularsOf(String model);

        @Override
        @Message("{#if by}{by}, {/if}am {at}{#if beginning}. Hier beginnt die Geschichte{/if}")
        String byBySomebodyBeforeTheHistory(String at, String by, boolean beginning);
    }
}
