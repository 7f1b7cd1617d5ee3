/** Releases: the dossier that the board reads, its votes, and the permit that follows from a full quorum. */
package dev.gatehouse.governance.releases;
