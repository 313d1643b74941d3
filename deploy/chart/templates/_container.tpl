{{/*
The server's container and its volumes, of the service and of a sidecar. A chart that
depends on this one includes both with (index .Subcharts "conversations-authz").
*/}}

{{/* The values that differ: a sidecar's or the service's. */}}
{{- define "conversations-authz.native" -}}
{{- if and (eq .Values.mode "sidecar") (not .Values.sidecar.plain) }}true{{ end }}
{{- end }}

{{- define "conversations-authz.tls" -}}
{{- if or (eq .Values.mode "service") .Values.sidecar.mutualTls }}true{{ end }}
{{- end }}

{{/* The server's flags; and the server that `authz` asks, for kubectl exec. */}}
{{- define "conversations-authz.env" -}}
AUTHZ_METRICS_LISTEN: 0.0.0.0:9464
AUTHZ_LOG_FORMAT: json
AUTHZ_SERVER: unix:/run/authz/authz.sock
{{- if eq .Values.mode "service" }}
AUTHZ_DRAIN_DELAY: 5s
{{- else }}
AUTHZ_SOCKET_MODE: "0666"
{{- if .Values.sidecar.plain }}
AUTHZ_DRAIN_DELAY: 15s
{{- end }}
{{- end }}
{{- if include "conversations-authz.tls" . }}
AUTHZ_LISTEN: 0.0.0.0:50051,unix:/run/authz/authz.sock
AUTHZ_TLS_CERT: /etc/authz/tls/tls.crt
AUTHZ_TLS_KEY: /etc/authz/tls/tls.key
AUTHZ_TLS_CLIENT_CA: /etc/authz/tls/ca.crt
AUTHZ_CALLERS: /etc/authz/callers/callers.json
{{- else }}
AUTHZ_LISTEN: unix:/run/authz/authz.sock
{{- end }}
{{- if .Values.policy.text }}
AUTHZ_POLICY: /etc/authz/policy/policy.txtpb
{{- end }}
{{- end }}

{{/* With those of the values, which go first. */}}
{{- define "conversations-authz.wholeEnv" -}}
{{- merge (dict) .Values.env (include "conversations-authz.env" . | fromYaml) | toYaml }}
{{- end }}

{{- define "conversations-authz.tag" -}}
{{- $listen := (include "conversations-authz.wholeEnv" . | fromYaml).AUTHZ_LISTEN -}}
{{ .Chart.AppVersion }}{{ if regexMatch "^unix:[^,]*(,unix:[^,]*)*$" $listen }}-local{{ end }}
{{- end }}

{{- define "conversations-authz.container" -}}
{{- $env := include "conversations-authz.wholeEnv" . | fromYaml }}
- name: authz
  {{- $tag := .Values.image.tag | default (include "conversations-authz.tag" .) }}
  image: {{ printf "%s%s%s" .Values.image.repository (hasPrefix "@" $tag | ternary "" ":") $tag | quote }}
  {{- if include "conversations-authz.native" . }}
  restartPolicy: Always
  {{- end }}
  env:
    {{- range $name, $value := $env }}
    - name: {{ $name }}
      value: {{ $value | quote }}
    {{- end }}
  ports:
    {{- if include "conversations-authz.tls" . }}
    - name: authz-grpc
      containerPort: 50051
    {{- end }}
    - name: authz-metrics
      containerPort: {{ regexFind "[0-9]+$" $env.AUTHZ_METRICS_LISTEN }}
  startupProbe:
    httpGet: {path: /readyz, port: authz-metrics}
    periodSeconds: 1
    timeoutSeconds: 5
    failureThreshold: 30
  livenessProbe:
    httpGet: {path: /livez, port: authz-metrics}
    periodSeconds: 10
    timeoutSeconds: 5
    failureThreshold: 3
  readinessProbe:
    httpGet: {path: /readyz, port: authz-metrics}
    periodSeconds: 5
    timeoutSeconds: 5
    failureThreshold: 1
  resources: {{- (index .Values .Values.mode).resources | toYaml | nindent 4 }}
  securityContext:
    {{- if eq .Values.mode "sidecar" }}
    {{- include "conversations-authz.user" . | nindent 4 }}
    {{- end }}
    readOnlyRootFilesystem: true
    allowPrivilegeEscalation: false
    capabilities: {drop: [ALL]}
  volumeMounts:
    {{- include "conversations-authz.socketMount" . | nindent 4 }}
    {{- if include "conversations-authz.tls" . }}
    - {name: authz-tls, mountPath: /etc/authz/tls, readOnly: true}
    - {name: authz-callers, mountPath: /etc/authz/callers, readOnly: true}
    {{- end }}
    {{- if .Values.policy.text }}
    - {name: authz-policy, mountPath: /etc/authz/policy, readOnly: true}
    {{- end }}
{{- end }}

{{/* Whom the server runs as: of the pod, or of a sidecar alone. */}}
{{- define "conversations-authz.user" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{/* Of each container that is to call. */}}
{{- define "conversations-authz.socketMount" -}}
- {name: authz-socket, mountPath: /run/authz}
{{- end }}

{{- define "conversations-authz.volumes" -}}
- name: authz-socket
  emptyDir: {medium: Memory, sizeLimit: 1Mi}
{{- if include "conversations-authz.tls" . }}
- name: authz-tls
  secret:
    secretName: {{ .Values.name }}-tls
    {{- if eq .Values.mode "service" }}
    defaultMode: 0440
    {{- end }}
- name: authz-callers
  configMap:
    name: {{ (include "conversations-authz.callers" . | fromYaml).metadata.name }}
{{- end }}
{{- if .Values.policy.text }}
- name: authz-policy
  configMap:
    name: {{ (include "conversations-authz.policy" . | fromYaml).metadata.name }}
{{- end }}
{{- end }}
