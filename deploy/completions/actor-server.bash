# Completes actor-server in bash. Made by: actor-server completion bash
_actor_server() {
  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} at= word words=
  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $at/$word in /run|/check|/list|/ctl|/ctl/status|/ctl/nodes|/ctl/pause|/ctl/resume|/ctl/drain|/ctl/close|/ctl/kill|/ctl/set|/ctl/log-level|/ctl/reload|/ctl/upgrade|/ctl/shutdown|/top|/cluster|/cluster/init|/completion) at=$at/$word ;; esac
  done
  case $before in
    --profile) COMPREPLY=($(compgen -f -W 'event inline internet process thread' -- "$current")); return ;;
    --handler) COMPREPLY=($(compgen -f -W 'log stream-log echo stream-echo discard chargen daytime time chaos stream-chaos aspnetcore' -- "$current")); return ;;
    --token-file) COMPREPLY=($(compgen -f -- "$current")); return ;;
    --host|--port|--set|--admin|--directory) return ;;
  esac
  case $at in
    '') words='run check list ctl top cluster completion --help --version --profile --handler --host --port --set' ;;
    '/run') words='--profile --handler --host --port --set' ;;
    '/check') words='--profile --handler --host --port --set' ;;
    '/list') words='' ;;
    '/ctl') words='status nodes pause resume drain close kill set log-level reload upgrade shutdown --admin --token-file --json' ;;
    '/ctl/status') words='--admin --token-file --json' ;;
    '/ctl/nodes') words='--admin --token-file --json' ;;
    '/ctl/pause') words='--admin --token-file --json' ;;
    '/ctl/resume') words='--admin --token-file --json' ;;
    '/ctl/drain') words='--admin --token-file --json' ;;
    '/ctl/close') words='--admin --token-file --json' ;;
    '/ctl/kill') words='--admin --token-file --json' ;;
    '/ctl/set') words='--admin --token-file --json' ;;
    '/ctl/log-level') words='trace debug info warning error --admin --token-file --json' ;;
    '/ctl/reload') words='--admin --token-file --json' ;;
    '/ctl/upgrade') words='--admin --token-file --json' ;;
    '/ctl/shutdown') words='--admin --token-file --json' ;;
    '/top') words='--admin --token-file' ;;
    '/cluster') words='init' ;;
    '/cluster/init') words='--directory' ;;
    '/completion') words='bash zsh' ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _actor_server actor-server
