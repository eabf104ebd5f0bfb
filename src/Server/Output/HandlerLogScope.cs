using System.Text;
using ActorServer.Serving.Services;
using Microsoft.Extensions.Logging;

namespace ActorServer.Server.Output;

/// <summary>The scopes of what a handler in this process logs: the connection that it serves, and those that it has begun itself.</summary>
internal sealed class HandlerLogScope
{
    private const string Between = " => ";

    // A line of the log costs no memory where no handler is at work.
    [ThreadStatic]
    private static Found? _found;

    private StringBuilder? _own;

    private HandlerLogScope(ConnectionLogScope connection) => Connection = connection;

    /// <summary>Whose handler it is.</summary>
    public ConnectionLogScope Connection { get; }

    /// <summary>The handler's own scopes, the outermost first; null for none.</summary>
    public string? Own => _own?.ToString();

    /// <summary>The scopes as they are now; null where no handler is at work. What others begin scopes for is their own business.</summary>
    public static HandlerLogScope? Current(IExternalScopeProvider? scopes)
    {
        if (scopes is null)
            return null;
        var found = _found ??= new Found();
        scopes.ForEachScope(static (scope, found) => found.Add(scope), found);
        return found.Take();
    }

    /// <summary>As fields of a record, behind its message.</summary>
    public override string ToString() =>
        $" service={Connection.Service} connection={Connection.Connection}{(Own is { } own ? $" scope={QuotedText.Of(own)}" : "")}";

    private sealed class Found
    {
        private HandlerLogScope? _scope;

        public HandlerLogScope? Take()
        {
            var taken = _scope;
            _scope = null;
            return taken;
        }

        public void Add(object? scope)
        {
            if (scope is ConnectionLogScope connection)
                _scope = connection.IsInRecord ? null : new HandlerLogScope(connection);
            else if (_scope is { } handler)
                (handler._own is null ? handler._own = new StringBuilder() : handler._own.Append(Between)).Append(scope);
        }
    }
}
