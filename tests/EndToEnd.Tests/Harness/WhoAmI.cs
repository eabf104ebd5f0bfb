using System.Globalization;
using System.Text.RegularExpressions;

namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>Where a handler says that it runs: the answer of <c>chaos</c> to <c>whoami</c>.</summary>
internal sealed partial record WhoAmI(int Pid, int Thread, string Isolation, string Connection)
{
    public static async Task<WhoAmI> AskAsync(Client client) => Parse(await client.AskAsync("whoami"));

    private static WhoAmI Parse(string answer)
    {
        var match = Answer().Match(answer);
        Assert.True(match.Success, $"'{answer}' does not answer whoami");
        return new WhoAmI(
            Number(match.Groups["pid"].Value), Number(match.Groups["thread"].Value), match.Groups["isolation"].Value, match.Groups["connection"].Value);
    }

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^pid=(?<pid>\d+) thread=(?<thread>\d+) isolation=(?<isolation>\S+) connection=(?<connection>\S+)$")]
    private static partial Regex Answer();
}
