/** Findings: what an owner is to see to by a day, and who closed it with which note. */
package dev.gatehouse.governance.findings;
