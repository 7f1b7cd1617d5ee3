/**
 * Whether evaluation rows can say what a model is worth: rows and entities that stand in the training rows too, time order, features
 * that give the label away, and drift between the samples. {@link dev.gatehouse.audit.splits.SplitsAudit} is the facade.
 */
package dev.gatehouse.audit.splits;
