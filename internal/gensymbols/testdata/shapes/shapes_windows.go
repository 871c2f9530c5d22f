package shapes

// System names the system.
const System = "windows"

// Flag is on other systems something else.
const Flag int = 16
