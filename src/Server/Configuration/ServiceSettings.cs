using ActorServer.Protocol.Handling;

namespace ActorServer.Server.Configuration;

/// <summary>One service: one listener, one backend, one handler type, its limits.</summary>
internal sealed record ServiceSettings(string Name, ListenSettings Listen, BackendSettings Backend, HandlerSpec Handler, LimitSettings Limits);
