/** Audit plans fixed by validation, and the runs on them: the service scores the version's own artifact, nobody hands scores in. */
package dev.gatehouse.governance.audits;
