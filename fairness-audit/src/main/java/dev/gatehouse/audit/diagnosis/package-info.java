/**
 * What a change of performance between two windows goes with: changed inputs, a changed relation of inputs and label, trouble with
 * labels, and segments. {@link dev.gatehouse.audit.diagnosis.DiagnosisAudit} is the facade.
 */
package dev.gatehouse.audit.diagnosis;
