using System.Diagnostics;
using System.Text.RegularExpressions;
using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.AspNetCore.Tests;

/// <summary>How the sample application starts, by a server and by others.</summary>
public sealed partial class StartingTests(ITestOutputHelper output) : WebAppServer(output)
{
    [Theory]
    [InlineData("handler.endpoint = Ftp", "WebApp: endpoint = Ftp is none of the application's, which has 127.0.0.1:5080, 127.0.0.1:5081;")]
    [InlineData("handler.port = 80", "its settings are wrong: port is no setting of an ASP.NET Core application, which has only endpoint")]
    public async Task What_is_wrong_with_its_settings_is_how_the_start_fails(string service, string error)
    {
        var run = await ServerRun.ToEndAsync(Deadlines.Start, ServerArguments.For(Keep(new ProfileFile(Profile(service)))));

        Assert.True(run.ExitCode == 1, run.ToString());
        Assert.Contains(error, run.Errors[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("</dev/null ")]
    [InlineData("<&- ")]
    public async Task Started_by_hand_it_listens(string input)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"exec \"$0\" --Kestrel:Endpoints:Http:Url=http://127.0.0.1:0 --Kestrel:Endpoints:Http2:Url=http://127.0.0.1:0 {input}", BuiltOutput.WebApp])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetDirectoryName(BuiltOutput.WebApp),
        };
        using var process = Process.Start(start)!;
        try
        {
            var lines = new OutputLines();
            _ = new OutputReader(process.StandardOutput, lines.Add);
            var address = await Eventually.FindsAsync(
                "it listens", Deadlines.Start, () => lines.All.Select(line => ListeningOn().Match(line)).FirstOrDefault(match => match.Success)?.Value, lines.ToString);
            using var client = new HttpClient { Timeout = Deadlines.Step };
            Assert.Contains("protocol=HTTP/1.1", await client.GetStringAsync($"{address}/whoami"), StringComparison.Ordinal);

            Signal.Send(process.Id, Signal.Terminate);
            await process.WaitForExitAsync().WaitAsync(Deadlines.End);
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            process.Kill();
        }
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:[1-9]\d*")]
    private static partial Regex ListeningOn();
}
