using ActorServer.Protocol.Handling;
using Akka.Configuration;
namespace ActorServer.Server.Configuration;
internal sealed record ServerSettings(IReadOnlyList<ServiceSettings> Services, TimeSpan DrainTimeout, string LogLevel, Config Effective);
internal sealed record ServiceSettings(string Name, ListenSettings Listen, BackendSettings Backend, HandlerSpec Handler, LimitSettings Limits);
internal sealed record ListenSettings(string Host, int Port, int Backlog);
internal sealed record LimitSettings(int MaxConnections, int MaxWaiting, TimeSpan QueueTimeout, TimeSpan LingerTimeout, TimeSpan IdleTimeout, TimeSpan FirstByteTimeout, TimeSpan SendStallTimeout, TimeSpan MaxLifetime);
internal sealed record BackendSettings(string Name, string ClassName, Config Config) { public Type ResolveClass() => Type.GetType(ClassName, true)!; }
internal sealed record ProcessSettings(string Executable, string BytePath, int SpareWorkers, int MaxWorkers, int ClientsPerWorker, int MaxConcurrentStarts, TimeSpan StartTimeout, TimeSpan KillTimeout) { public static ProcessSettings From(BackendSettings b) => new("auto","auto",2,64,1,2,TimeSpan.FromSeconds(10),TimeSpan.FromSeconds(5)); }
internal sealed record ThreadSettings(int StackSize) { public static ThreadSettings From(Config c) => new(256*1024); }
internal sealed record EventSettings(string Dispatcher) { public static EventSettings From(Config c) => new("actor-server.event-dispatcher"); }
