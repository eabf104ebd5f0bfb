using ActorServer.EndToEnd.Tests.Harness;
using Xunit.Abstractions;

namespace ActorServer.EndToEnd.Tests;

/// <summary>What a handler's code finds where it runs: the documentation's table is true, and the switches work.</summary>
public sealed class WhatHandlersFindTests(ITestOutputHelper output) : ServerTest(output)
{
    private const string Secret = "A_SECRET_OF_THE_SERVERS";
    private const string Passed = "MYAPP_HOST";

    private static readonly string[] Variables =
        [$"{Secret}=x", $"{Passed}=x", "LANG=C.UTF-8", "LC_ALL=C.UTF-8", "TZ=UTC", "USER=somebody"];

    /// <summary>The columns of the table, and how a server is started for each.</summary>
    public static readonly TheoryData<string, string> Models = new()
    {
        { "inline", "inline" }, { "event", "event" }, { "thread", "thread" }, { "process, managed", "process+managed" },
    };

    [FactWithNativeWorker]
    public Task The_column_of_native_workers_is_true() => The_table_of_the_documentation_is_true("process, native", "process+native");

    [Theory]
    [MemberData(nameof(Models))]
    public async Task The_table_of_the_documentation_is_true(string column, string variant)
    {
        var server = await StartWithAsync(Variables, variant);
        var client = await ConnectAsync(server);
        var table = new FindsTable();
        Assert.NotEmpty(table.Things);
        foreach (var thing in table.Things)
        {
            if (thing != "stack" || ProcessTable.StackLimit(server.Pid) == 8 << 20)
                Assert.Equal($"{thing}: {table[thing, column]}", $"{thing}: {InWords(thing, await client.AskAsync($"find {thing}"))}");
        }
    }

    [Fact]
    public async Task Workers_get_what_is_passed_on_and_set_and_start_where_they_are_told()
    {
        var directory = NewTemporaryDirectory().Path;
        var server = await StartWithAsync(
            Variables,
            "process",
            "backends.process.environment.pass=[\"MYAPP_*\"]",
            "backends.process.environment.set.GREETING=hello",
            $"backends.process.working-directory={directory}");
        var client = await ConnectAsync(server);

        var names = (await client.AskAsync("find variables")).Split(' ');
        Assert.Contains(Passed, names);
        Assert.Contains("GREETING", names);
        Assert.DoesNotContain(Secret, names);
        Assert.Equal(directory, await client.AskAsync("find working-directory"));
    }

    [Fact]
    public async Task A_working_directory_that_does_not_exist_is_an_error_at_the_start()
    {
        var run = await ServerRun.ToEndAsync(Deadlines.Start, ServerArguments.For("process", "echo", "backends.process.working-directory=/no/such/directory"));
        Assert.True(run.ExitCode == 2, run.ToString());
        Assert.Contains("there is no directory /no/such/directory", Assert.Single(run.Errors), StringComparison.Ordinal);
    }

    [TheoryWithCultures]
    [InlineData("thread")]
    [InlineData("process+managed")]
    public async Task Who_asks_for_cultures_has_them_in_every_model_and_the_server_writes_as_before(string variant)
    {
        var server = await StartWithAsync(["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=0", "LC_ALL=ar_SA.UTF-8"], variant);
        var client = await ConnectAsync(server);
        Assert.Equal("all", await client.AskAsync("find cultures"));
        await client.SendAsync("throw\n");
        Assert.True((await server.ClosingRecordAsync(client)).Number("in") > 0);
    }

    private static string InWords(string thing, string found) => thing switch
    {
        "working-directory" => found == Environment.CurrentDirectory ? "the server's" : found,
        "base-directory" => Path.GetRelativePath(Path.GetDirectoryName(BuiltOutput.Server)!, found) switch
        {
            "." => "the server's",
            var below => $"{below.TrimEnd('/')} in the server's",
        },
        "program" => Path.GetFileName(found),
        "variables" => InWords(found.Split(' ')),
        "stack" => found.Replace("KiB", " KiB", StringComparison.Ordinal).Replace("8192 KiB", "8 MiB", StringComparison.Ordinal),
        _ => found,
    };

    private static string InWords(string[] variables) => variables.Contains(Secret)
        ? "the server's"
        : string.Join(", ", variables.Where(name => !name.StartsWith("DOTNET_", StringComparison.Ordinal)).Append("DOTNET_…"));

    private Task<ServerProcess> StartWithAsync(string[] variables, string variant, params string[] settings) =>
        StartAsync(NewTemporaryDirectory(), ServerArguments.For(variant, "chaos", settings), by: ["/usr/bin/env", .. variables]);
}
