/** Use of a version before it is validated, which two people agree on; and the pages of permits, where it is asked for. */
package dev.gatehouse.governance.emergency;
