using System.CommandLine;
using System.Text;

namespace ActorServer.Server.CommandLine;

/// <summary>
/// Scripts that complete the command line in a shell. They are made of the grammar and hold all words, so that completing starts nothing;
/// deploy/completions has them as files.
/// </summary>
internal sealed class Completions(RootCommand root)
{
    /// <summary>The shells that there is a script for.</summary>
    public static readonly IReadOnlyList<string> Shells = ["bash", "zsh"];

    /// <summary>Values of options and arguments that are words of a fixed choice, by the option's name or the command's path.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Values { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The script for a shell.</summary>
    public string For(string shell) => shell == "zsh" ? Zsh() : Bash();

    private string Bash()
    {
        var script = new StringBuilder("""
            # Completes actor-server in bash. Made by: actor-server completion bash
            _actor_server() {
              local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} at= word words=
              for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do

            """);
        script.Append($"    case $at/$word in {string.Join('|', Paths().Skip(1))}) at=$at/$word ;; esac\n  done\n");
        script.Append("  case $before in\n");
        foreach (var (option, values) in Values.Where(one => one.Key.StartsWith('-')))
            script.Append($"    {option}) COMPREPLY=($(compgen -f -W '{string.Join(' ', values)}' -- \"$current\")); return ;;\n");
        script.Append("    --token-file) COMPREPLY=($(compgen -f -- \"$current\")); return ;;\n");
        script.Append($"    {string.Join('|', OptionsWithValues())}) return ;;\n  esac\n  case $at in\n");
        foreach (var (path, command, options) in All())
            script.Append($"    '{path}') words='{string.Join(' ', Words(path, command, options).Select(one => one.Word))}' ;;\n");
        return script.Append("  esac\n  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n}\ncomplete -F _actor_server actor-server\n").ToString();
    }

    private string Zsh()
    {
        var script = new StringBuilder("""
            #compdef actor-server
            # Completes actor-server in zsh. Made by: actor-server completion zsh
            local at= word
            local -a found
            for word in ${words[2,CURRENT-1]}; do

            """);
        script.Append($"  case $at/$word in {string.Join('|', Paths().Skip(1))}) at=$at/$word ;; esac\ndone\ncase $words[CURRENT-1] in\n");
        foreach (var (option, values) in Values.Where(one => one.Key.StartsWith('-')))
            script.Append($"  {option}) compadd -- {string.Join(' ', values)}; _files; return ;;\n");
        script.Append("  --token-file) _files; return ;;\n");
        script.Append($"  {string.Join('|', OptionsWithValues())}) return ;;\nesac\ncase $at in\n");
        foreach (var (path, command, options) in All())
            script.Append($"  '{path}') found=({string.Join(' ', Words(path, command, options).Select(Described))}) ;;\n");
        return script.Append("esac\n_describe 'word' found\n").ToString();
    }

    // The first words of it: a list has a line for each.
    private static string Described((string Word, string Description) one)
    {
        var end = one.Description.AsSpan().IndexOfAny(":.;");
        var description = end < 0 ? one.Description : one.Description[..end];
        return $"'{one.Word}{(description.Length == 0 ? "" : ':' + description.Replace("'", "'\\''", StringComparison.Ordinal))}'";
    }

    private IEnumerable<(string Word, string Description)> Words(string path, Command command, IReadOnlyList<Option> options) =>
    [
        .. command.Subcommands.Where(one => !one.Hidden).Select(one => (one.Name, one.Description ?? "")),
        .. (Values.GetValueOrDefault(path) ?? []).Select(value => (value, "")),
        .. options.Select(one => (one.Name, one.Description ?? "")),
    ];

    private IEnumerable<string> Paths() => All().Select(one => one.Path);

    private IEnumerable<string> OptionsWithValues() =>
        All().SelectMany(one => one.Options).Where(option => option.ValueType != typeof(bool) && option.HelpName is not null).Select(option => option.Name).Distinct().Where(name => !Values.ContainsKey(name) && name != "--token-file");

    private List<(string Path, Command Command, IReadOnlyList<Option> Options)> All()
    {
        var all = new List<(string, Command, IReadOnlyList<Option>)>();
        Add("", root, []);
        return all;

        void Add(string path, Command command, IReadOnlyList<Option> inherited)
        {
            var own = command.Options.Where(option => !option.Hidden).ToArray();
            all.Add((path, command, [.. own, .. inherited]));
            // Help is offered once, at the top.
            Option[] passedOn = [.. inherited, .. own.Where(option => option.Recursive && option is not System.CommandLine.Help.HelpOption and not VersionOption)];
            foreach (var below in command.Subcommands.Where(one => !one.Hidden))
                Add($"{path}/{below.Name}", below, passedOn);
        }
    }
}
