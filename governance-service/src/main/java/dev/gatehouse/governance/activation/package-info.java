/** What a change of the packs, or a day that comes, means for the inventory: the preview before, the reassessment after. */
package dev.gatehouse.governance.activation;
