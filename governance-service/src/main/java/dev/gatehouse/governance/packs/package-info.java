/** Policy packs: their files, which of them are active, and proposals to change that, which take two people. */
package dev.gatehouse.governance.packs;
