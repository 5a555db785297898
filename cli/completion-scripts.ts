/** Asked by them, `framefleet complete -- <words>` answers with a line for each candidate, and `:files` where paths may stand. */

/** Words are handed over as they are, never evaluated. */
const bash = String.raw`# framefleet's completion for bash. In ~/.bashrc: source <(framefleet completion bash)
_framefleet() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      compopt -o default 2> /dev/null
    else
      COMPREPLY+=("${'$'}{line%%$'\t'*}")
    fi
  done < <(framefleet complete -- "${'$'}{COMP_WORDS[@]:1:COMP_CWORD}" 2> /dev/null)
}
complete -F _framefleet framefleet
`;

const zsh = String.raw`#compdef framefleet
# framefleet's completion for zsh. In ~/.zshrc, after compinit: source <(framefleet completion zsh)
_framefleet() {
  local line files=
  local -a candidates
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      files=yes
    else
      candidates+=("${'$'}{${'$'}{line%%$'\t'*}//:/\\:}:${'$'}{line#*$'\t'}")
    fi
  done < <(framefleet complete -- "${'$'}{(@)words[2,CURRENT]}" 2> /dev/null)
  (( $#candidates )) && _describe framefleet candidates
  [[ -n $files ]] && _files
}
compdef _framefleet framefleet
`;

const fish = String.raw`# framefleet's completion for fish. Once: framefleet completion fish > ~/.config/fish/completions/framefleet.fish
function __framefleet_candidates
  set -l before (commandline -opc)
  set -l current (commandline -ct)
  for line in (framefleet complete -- $before[2..-1] "$current" 2> /dev/null)
    if test "$line" = ':files'
      __fish_complete_path "$current"
    else
      echo $line
    end
  end
end
complete -c framefleet -f -a '(__framefleet_candidates)'
`;

export const completionScripts = { bash, zsh, fish } as const;
export type Shell = keyof typeof completionScripts;
