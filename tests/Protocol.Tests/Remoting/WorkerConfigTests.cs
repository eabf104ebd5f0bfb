using System.Text;
using ActorServer.Protocol.Remoting;
using Akka.Configuration;
using Akka.Configuration.Hocon;
using Akka.Remote;
using CsCheck;

namespace ActorServer.Protocol.Tests.Remoting;

public class WorkerConfigTests
{
    private static readonly Config AkkaDefaults = ConfigurationFactory
        .FromResource("Akka.Remote.Configuration.Remote.conf", typeof(RemoteActorRefProvider).Assembly).WithFallback(ConfigurationFactory.Default());

    [Fact]
    public void What_was_prepared_reads_as_it_was_written_with_the_workers_own_name()
    {
        var config = WorkerConfig.Read(WorkerConfig.Prepare(), "default-w7");
        Assert.Equal("default-w7", config.GetString("akka.remote.pair.host-name"));
        Assert.Equal(["akka.remote.pair"], config.GetStringList("akka.remote.enabled-transports"));
        Assert.Empty(config.GetStringList("akka.loggers"));
    }

    [Fact]
    public void Nothing_that_akka_has_a_default_for_is_missing_but_a_transport_and_serializers_which_are_bound_in_code()
    {
        var config = WorkerConfig.Read(WorkerConfig.Prepare(), "w1");
        var missing = Leaves(AkkaDefaults.Root, []).Where(path => !Has(config.Root, path)).Select(path => string.Join(".", path)).ToList();
        Assert.All(missing, path => Assert.Matches(@"^akka\.(remote\.dot-netty|actor\.serializ(ers|ation-bindings|ation-identifiers))\.", path));
    }

    [Fact]
    public void What_is_not_prepared_is_an_error_in_one_line() =>
        Gen.OneOf(Gen.String, Gen.Const("{}"), Gen.Const("[]"), Gen.Const("7"), Gen.Const("[true]"), Gen.Const("{\"akka\":\"x\"}")).Sample(text =>
            Assert.Throws<FormatException>(() => WorkerConfig.Read(Encoding.UTF8.GetBytes(text), "w1")));

    private static IEnumerable<string[]> Leaves(HoconValue value, string[] path) => value.IsObject()
        ? value.GetObject().Items.SelectMany(item => Leaves(item.Value, [.. path, item.Key]))
        : [path];

    private static bool Has(HoconValue root, string[] path)
    {
        HoconValue? at = root;
        foreach (var key in path)
            at = at is not null && at.IsObject() ? at.GetObject().GetKey(key) : null;
        return at is not null;
    }
}
