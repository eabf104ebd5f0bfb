using System.Text.RegularExpressions;
using ActorServer.Server.Configuration;

namespace ActorServer.Server.Workers;

/// <summary>Which environment variables workers have beside those that each of them gets.</summary>
/// <param name="Pass">Names of the server's variables, also <c>PREFIX*</c> or <c>*</c>.</param>
/// <param name="Set">Further variables, which are stronger than all others.</param>
internal sealed partial record WorkerEnvironmentSettings(IReadOnlyList<string> Pass, IReadOnlyDictionary<string, string> Set)
{
    /// <summary>None.</summary>
    public static WorkerEnvironmentSettings None { get; } = new([], new Dictionary<string, string>());

    /// <summary>Reads the block <c>environment</c>.</summary>
    public static WorkerEnvironmentSettings From(SectionReader section)
    {
        var pass = section.Words("pass");
        if (pass.FirstOrDefault(name => !Pattern().IsMatch(name)) is { } wrong)
            throw section.Wrong("pass", $"'{wrong}' is no name of a variable; a list of names such as [DB_HOST, 'MYAPP_*'], or ['*'] for all".Replace('\'', '"'));
        var set = Variables(section.Below("set"));
        return pass.Count == 0 && set.Count == 0 ? None : new WorkerEnvironmentSettings(pass, set);
    }

    private static Dictionary<string, string> Variables(SectionReader set)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in set.Tree().Children)
        {
            if (!Name().IsMatch(name))
                throw set.Wrong(name, "it is no name of an environment variable, which has letters, digits and _");
            variables[name] = value.Value is { } text && value.Items is null ? text : throw set.Wrong(name, "a text, such as \"one, two\"");
        }

        return variables;
    }

    [GeneratedRegex(@"\A([A-Za-z_][A-Za-z0-9_]*\*?|\*)\z")]
    private static partial Regex Pattern();

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex Name();
}
