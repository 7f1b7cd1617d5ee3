package dev.gatehouse.governance.findings;

/** Who made a model. The inventory knows; it opens findings, so findings cannot ask it by name. */
public interface ModelMakers {

    /** Whether somebody had a part in making any version of the model. */
    boolean madeAny(String model, String sub, String username);
}
