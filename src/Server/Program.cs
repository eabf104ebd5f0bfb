using ActorServer.Protocol.Handling;
using ActorServer.Server.Configuration;
using ActorServer.Server.Hosting;
using Akka.Configuration;
var iso = args[0]; var handler = args[1];
var cfg = ConfigurationFactory.ParseString("""
actor-server.event-dispatcher { type = Dispatcher, executor = fork-join-executor, throughput = 30, fork-join-executor { parallelism-min = 2, parallelism-factor = 1.0, parallelism-max = 64 } }
""");
var cls = $"ActorServer.Server.Isolation.{char.ToUpperInvariant(iso[0])}{iso[1..]}Backend, actor-server";
var t = Type.GetType($"ActorServer.Handlers.{handler}, ActorServer.Handlers", true)!;
var lim = new LimitSettings(1024, 64, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(2), default, default, TimeSpan.FromSeconds(30), default);
var svc = new ServiceSettings("default", new ListenSettings("127.0.0.1", 7788, 511), new BackendSettings(iso, cls, Config.Empty), new HandlerSpec(handler, t, t.AssemblyQualifiedName!, null, Config.Empty), lim);
return await ServerHost.RunAsync(new ServerSettings([svc], TimeSpan.FromSeconds(30), "info", cfg), default);
