using System.Diagnostics;

namespace ActorServer.RemoteWorker.Tests;

/// <summary>The real program, started by somebody who is no server: it says what it is and ends.</summary>
public sealed class StartedByHandTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task With_arguments_it_says_that_it_takes_none()
    {
        var (exitCode, output, _) = await RunAsync("", "--help");
        Assert.Equal(2, exitCode);
        Assert.Equal("remote-worker is started by actor-server and takes no arguments.\n", output);
    }

    [Theory]
    [InlineData("", "There is no bootstrap line with a configuration on standard input; remote-worker is started by actor-server.")]
    [InlineData("{}\n", "There is no bootstrap line with a configuration on standard input; remote-worker is started by actor-server.")]
    [InlineData("hello\n{}\n", "The bootstrap line on standard input is malformed.")]
    [InlineData("{}\n{}\n", "The bootstrap line on standard input is malformed.")]
    [InlineData("null\n{}\n", "The bootstrap line on standard input is malformed.")]
    public async Task Without_a_servers_words_it_ends_with_one_line(string input, string error)
    {
        var (exitCode, _, errors) = await RunAsync(input);
        Assert.Equal((2, $"remote-worker: {error}\n"), (exitCode, errors));
    }

    [Fact]
    public async Task Started_by_a_server_of_another_version_it_says_both_and_ends()
    {
        var (exitCode, _, errors) = await RunAsync("{\"Worker\":\"1\",\"Version\":\"9.8.7\"}\n{}\n");
        Assert.Equal(2, exitCode);
        Assert.Matches(@"^remote-worker: This worker is of ActorServer \d\S+, and the server that has started it is of ActorServer 9\.8\.7: build both with the same version\.\n$", errors);
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string input, params string[] arguments)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "remote-worker"), arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var errors = process.StandardError.ReadToEndAsync(patience.Token);
            await WriteAsync(process, input);
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            process.Kill();
        }
    }

    private static async Task WriteAsync(Process process, string input)
    {
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading.
        }
    }
}
