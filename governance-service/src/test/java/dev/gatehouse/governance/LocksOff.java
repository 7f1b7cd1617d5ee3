package dev.gatehouse.governance;

import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import java.util.regex.Pattern;
import org.hibernate.resource.jdbc.spi.StatementInspector;

/**
 * Takes the row locks and the optimistic checks of releases out of the service's SQL while a test asks for it: the control that shows
 * that a race without them goes wrong, and so that the race with them proves something.
 */
@PersistenceUnitExtension
public class LocksOff implements StatementInspector {

    private static final Pattern RELEASE = Pattern.compile("\\b(governance\\.)?release\\b");
    private static final Pattern LOCK = Pattern.compile(" for (no key )?update\\b.*$");
    private static final Pattern REVISION = Pattern.compile(" and revision=\\?$");

    static volatile boolean now;

    /** How long a release is kept from being written while the locks are off, so that others read it before, ms. */
    static volatile long pauseMillis;

    @Override
    public String inspect(String sql) {
        if (!now || !RELEASE.matcher(sql).find()) {
            return sql;
        }
        String unlocked = LOCK.matcher(sql).replaceAll("");
        if (sql.startsWith("update")) {
            pause();
        }
        return sql.startsWith("update") ? REVISION.matcher(unlocked).replaceAll(" and (revision=? or true)") : unlocked;
    }

    private static void pause() {
        try {
            Thread.sleep(pauseMillis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
