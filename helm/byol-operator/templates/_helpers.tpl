{{- define "byol.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" -}}
{{- end -}}

{{/* The release's name, with the chart's unless it says so already. */}}
{{- define "byol.fullname" -}}
{{- if contains (include "byol.name" .) .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "byol.name" .) | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "byol.selector" -}}
app.kubernetes.io/name: {{ include "byol.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "byol.labels" -}}
{{ include "byol.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/part-of: byol
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- with omit .Values.commonLabels "app.kubernetes.io/name" "app.kubernetes.io/instance" "app.kubernetes.io/version" "app.kubernetes.io/part-of" "helm.sh/chart" }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "byol.serviceAccount" -}}
{{- default (include "byol.fullname" .) .Values.serviceAccount.name -}}
{{- end -}}

{{- define "byol.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{/*
Roles in a namespace that is not there would end the install half-way. Where nothing can be looked up, as in helm template,
nothing is found and nothing is checked; the release's own namespace may be about to be created.
*/}}
{{- define "byol.checkNamespaces" -}}
{{- if and .Values.checkNamespaces (lookup "v1" "Namespace" "" "default") -}}
{{- range .Values.watchNamespaces -}}
{{- if and (ne . $.Release.Namespace) (not (lookup "v1" "Namespace" "" .)) -}}
{{- fail (printf "\n\nwatchNamespaces names %q, and there is no such namespace; nothing was made. Create it (kubectl create namespace %s), or take it off watchNamespaces.\n" . .) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* BYOL_NETWORK_POLICY. */}}
{{- define "byol.networkPolicy" -}}
{{- $egress := .Values.workers.egress -}}
{{- if not .Values.workers.networkPolicy -}}
false
{{- else if $egress.restricted -}}
{{- dict "egress" (dict "ports" $egress.ports "rules" $egress.rules) | toJson -}}
{{- else -}}
{{- dict "egress" false | toJson -}}
{{- end -}}
{{- end -}}

{{/* What the operator does in the namespaces of experiments. No Secrets, no exec, no escalate, no bind. */}}
{{- define "byol.rules" -}}
- apiGroups: [byol.dev]
  resources: [byolexperiments]
  verbs: [get, list, watch]
- apiGroups: [byol.dev]
  resources: [byolexperiments/status]
  verbs: [get, update, patch]
- apiGroups: [byol.dev]
  # Owner references that block deletion need it where the cluster asks for it.
  resources: [byolexperiments/finalizers]
  verbs: [update]
- apiGroups: [batch]
  resources: [jobs]
  verbs: [get, list, watch, create, delete]
- apiGroups: [""]
  resources: [pods]
  verbs: [get, list, watch, delete]
- apiGroups: [""]
  resources: [configmaps]
  verbs: [get, list, watch, create, delete]
- apiGroups: [""]
  resources: [services, serviceaccounts]
  verbs: [get, create, patch]
- apiGroups: [networking.k8s.io]
  resources: [networkpolicies]
  verbs: [get, create, patch]
- apiGroups: [rbac.authorization.k8s.io]
  # Only rights that it holds itself can be handed on: those on Leases.
  resources: [roles, rolebindings]
  verbs: [get, create, patch]
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  verbs: [get, list, watch, create, patch]
- apiGroups: [scheduling.volcano.sh, scheduling.x-k8s.io]
  resources: [podgroups]
  verbs: [get, create, patch]
- apiGroups: [""]
  resources: [events]
  verbs: [get, list, create, patch]
{{- end -}}

{{/* Names in which a star stands for any text, as regular expressions in a list of CEL. */}}
{{- define "byol.patterns" -}}
{{- $patterns := list -}}
{{- range . -}}
{{- $patterns = append $patterns (printf "(?s)^%s$" (regexQuoteMeta . | replace "\\*" ".*")) -}}
{{- end -}}
{{- toJson $patterns -}}
{{- end -}}

{{/* What a list permits and who can change it, within a text of CEL: list, its value, what else there is. */}}
{{- define "byol.permits" -}}
{{- $permitted := index . 0 -}}
the policy of this cluster permits ({{ if $permitted }}{{ join ", " $permitted | replace "\\" "\\\\" | replace "'" "\\'" }}{{ else }}none{{ end }}){{ index . 2 }}; change it, or ask an administrator to permit it by policy.{{ index . 1 }} of the operator\'s chart
{{- end -}}

{{/* The policy as the operator reads it. */}}
{{- define "byol.policy" -}}
{{- omit .Values.policy "admission" | toJson -}}
{{- end -}}
