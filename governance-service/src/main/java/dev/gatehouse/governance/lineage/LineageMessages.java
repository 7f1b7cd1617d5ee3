package dev.gatehouse.governance.lineage;

import io.quarkus.qute.i18n.MessageBundle;

/** What the pages of this feature say. The English stands in {@code messages/lineage.properties}, and nothing else prints it. */
@MessageBundle("lineage")
public interface LineageMessages {
    String lineageOf(String version);

    String version(String version);

    String lineageOfVersion(String version);

    String whereThisVersionComesFromAnd();

    String andMore(String more);
}
