# Pages of the manual from `apus --experimental-dump-help`: an object for each command with its name and its text (man(7)).
#   apus --experimental-dump-help | jq --arg version 0.2.0 -f script/man-pages.jq
def plain: gsub("\\\\"; "\\e") | gsub("-"; "\\-");
# A line that begins with a point or an apostrophe would be a request.
def safe: plain | if test("^[.']") then "\\&" + . else . end;
# Lines that are indented, as lists and examples are, stay as they stand.
def paragraphs:
  split("\n") | reduce .[] as $line ({out: [], inside: false};
    ($line | test("^\\s+\\S")) as $isList
    | if $isList and (.inside | not) then .out += [".PP", ".nf"] | .inside = true
      elif ($isList | not) and .inside then .out += [".fi"] | .inside = false else . end
    | .out += [if $isList then $line | safe elif ($line | test("^\\s*$")) then ".PP"
      elif ($line | startswith("Exit codes")) then ".PP\n" + ($line | safe) else $line | safe end])
  | .out + (if .inside then [".fi"] else [] end) | join("\n");
def written: if .kind == "long" then "--" + .name else "-" + .name end;
def value: "<" + (.valueName // "value") + ">";
def heading:
  if .kind == "positional" then value else ([.names[] | written] | join(", ")) + (if .kind == "option" then " " + value else "" end) end;
def described:
  [(.abstract // ""), (if .defaultValue then "(default: " + .defaultValue + ")" else "" end)] | map(select(. != "")) | join(" ");
def listed: map(".TP\n.B " + (heading | plain) + "\n" + (described | safe)) | join("\n");
def shown: (.arguments // []) | map(select(.shouldDisplay));
def page($path):
  ($path | join(" ")) as $command
  | shown as $arguments
  | ($arguments | map(select(.kind == "positional"))) as $operands
  | ($arguments | map(select(.kind != "positional"))) as $options
  | ((.subcommands // []) | map(select(.commandName != "help"))) as $commands
  | [".TH " + ($path | join("-") | ascii_upcase | plain) + " 1 \"\" \"Apus " + $version + "\"",
     ".SH NAME", (($path | join("-")) | plain) + " \\- " + ((.abstract // "") | plain),
     ".SH SYNOPSIS", ".B " + ($command | plain),
     (if ($commands | length) > 0 then ".I command" else empty end),
     ($operands[] | ".I " + (.valueName | plain) + (if .isRepeating then " ..." else "" end)),
     (if ($options | length) > 0 then "[options]" else empty end),
     (if .discussion then ".SH DESCRIPTION\n" + (.discussion | paragraphs) else empty end),
     (if ($operands | length) > 0 then ".SH OPERANDS\n" + ($operands | listed) else empty end),
     (if ($options | length) > 0 then ".SH OPTIONS\n" + ($options | listed) else empty end),
     (if ($commands | length) > 0
      then ".SH COMMANDS\n" + ($commands
        | map(".TP\n.BR " + (($path + [.commandName]) | join("-") | plain) + " (1)\n" + ((.abstract // "") | safe)) | join("\n"))
      else empty end),
     (if ($path | length) > 1 then ".SH SEE ALSO\n.BR " + ($path[0:-1] | join("-") | plain) + " (1)" else empty end)]
  | {name: ($path | join("-")), text: (join("\n") + "\n")};
def pages($path): page($path), ((.subcommands // [])[] | select(.commandName != "help") | . as $own | pages($path + [$own.commandName]));
.command | pages(["apus"])
