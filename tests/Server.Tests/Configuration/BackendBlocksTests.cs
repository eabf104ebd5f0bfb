using ActorServer.Server.Configuration;
using ActorServer.Server.Isolation;
using ActorServer.Server.Settings;

namespace ActorServer.Server.Tests.Configuration;

/// <summary>A block under <c>backends</c> whose class is that of a built-in one.</summary>
public sealed class BackendBlocksTests
{
    private const string Backends = "actor-server.backends";
    private const string Isolation = "actor-server.services.default.isolation";

    [Theory]
    [InlineData("process")]
    [InlineData("ActorServer.Server.Isolation.ProcessBackend, actor-server")]
    [InlineData("ActorServer.Server.Isolation.ProcessBackend,actor-server")]
    public void It_takes_from_the_built_in_block_what_it_does_not_say(string name)
    {
        var backend = TestSettings.Of(
            $$"""
            {{Backends}}.process { kill-timeout = 7s, spare-workers = 9 }
            {{Backends}}.strict { class = "{{name}}", spare-workers = 1 }
            {{Isolation}} = strict
            """,
            ($"{Backends}.strict.max-workers", "3")).Services[0].Backend;

        Assert.Equal(("strict", typeof(ProcessBackend)), (backend.Name, backend.Kind.Class));
        var settings = backend.Workers!;
        Assert.Equal((1, 3, TimeSpan.FromSeconds(7), "auto"), (settings.SpareWorkers, settings.MaxWorkers, settings.KillTimeout, settings.Executable));
    }

    [Fact]
    public void The_built_in_block_stays_as_it_is()
    {
        var process = TestSettings.Of($"{Backends}.strict {{ class = process, max-workers = 3 }}\n{Isolation} = process").Services[0].Backend;
        Assert.Equal(64, process.Workers!.MaxWorkers);
    }

    [Theory]
    [InlineData("inline", typeof(InlineBackend))]
    [InlineData("event", typeof(EventBackend))]
    [InlineData("thread", typeof(ThreadBackend))]
    [InlineData("process", typeof(ProcessBackend))]
    public void Each_built_in_class_has_a_short_name(string name, Type type)
    {
        var backend = TestSettings.Of($"{Backends}.second.class = {name}\n{Isolation} = second").Services[0].Backend;
        Assert.Equal(type, backend.Kind.Class);
        Assert.Equal(type, TestSettings.Of($"{Backends}.{name}.class = {name}\n{Isolation} = {name}").Services[0].Backend.Kind.Class);
    }

    [Fact]
    public void A_wrong_value_is_named_with_the_path_that_it_was_set_by()
    {
        Assert.StartsWith($"{Backends}.strict.max-workers = 0 in /etc/test.conf", TestSettings.ErrorOf($"{Backends}.strict {{ class = process, max-workers = 0 }}"), StringComparison.Ordinal);
        Assert.StartsWith($"{Backends}.process.max-workers = 0 in /etc/test.conf", TestSettings.ErrorOf($"{Backends}.process.max-workers = 0\n{Backends}.a.class = process"), StringComparison.Ordinal);
        Assert.StartsWith($"{Backends}.calm.dispatcher = typo in", TestSettings.ErrorOf($"{Backends}.calm {{ class = event, dispatcher = typo }}\n{Isolation} = calm"), StringComparison.Ordinal);
        Assert.StartsWith($"{Backends}.own.executable = worker in /etc/test.conf is not allowed: there is no file /etc/worker", TestSettings.ErrorOf($"{Backends}.own {{ class = process, executable = worker }}"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_misspelt_key_is_an_error_that_suggests_the_right_one()
    {
        Assert.Contains("did you mean actor-server.backends.strict.max-workers?", TestSettings.ErrorOf($"{Backends}.strict {{ class = process, max-worker = 3 }}"), StringComparison.Ordinal);

        // Also where another layer than the key's says the class.
        Assert.Contains("did you mean actor-server.backends.strict.max-workers?", TestSettings.ErrorOf($"{Backends}.strict.max-worker = 3", ($"{Backends}.strict.class", "process")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_misspelt_class_is_an_error_that_suggests_the_right_one()
    {
        var error = TestSettings.ErrorOf($"{Backends}.strict.class = proces");
        Assert.StartsWith($"{Backends}.strict.class = proces in /etc/test.conf is not allowed: inline, event, thread, process, or \"Namespace.Type, Assembly\"", error, StringComparison.Ordinal);
        Assert.EndsWith("did you mean process?", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_prints_all_that_it_amounts_to()
    {
        var printed = SettingsParser.Render(TestSettings.Profile($"{Backends}.strict {{ class = process, max-workers = 3 }}\n{Backends}.process.kill-timeout = 7s"), []);
        var strict = ConfigLayer.Parse("printed", "/", printed).Tree.Find($"{Backends}.strict")!;
        Assert.Equal(("3", "7s", "10s"), (strict.Find("max-workers")!.Value, strict.Find("kill-timeout")!.Value, strict.Find("start-timeout")!.Value));
    }
}
